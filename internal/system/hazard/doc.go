// Package hazard is the watch over major hazard sources (重大危险源监测): each source on one page, the promise that its
// enterprise makes every morning (安全承诺公告), inspections from the screen (在线巡查), and the rating of chemical parks.
//
// A source's page (source*.go) is put together from the register (the plant, its tanks), engine/signal (values, alarms) and
// engine/duty (the three persons who answer for it, 包保责任人); nothing of it is kept here. Promises (promise*.go) are rows
// that the clock makes each day for every enterprise with a source, to be filled by those whom the bureau has named for it;
// what is not made by its hour is late, and told once. Inspections (inspection.go) keep what the screen showed beside what
// the officer answered. Ratings of parks (park.go) are scores by a guideline that is data. How alarms are raised and handled
// is not known here, and neither is who gets a telephone call.
package hazard
