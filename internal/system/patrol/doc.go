// Package patrol is the grid of responsibility at work (网格化责任体系): cells with borders that fit, the people who work in
// them, lists of duties and tasks, and the rounds that follow from them, done on a phone.
//
// Cells (cell*.go) are drawn as a draft, checked by base/geo/mosaic and put in force at a day as one act; networks of
// former days stay. Members have dates. Lists (list*.go) are data with their origin. The clock makes tasks of list items
// (schedule.go, generate.go): a task has a key of matter, target and period, so it is made once, whoever makes it and
// however often. On the phone a task is done, with photographs, offline too (done.go, photo.go); what is found becomes a
// hidden danger or an incident report (finding.go). Shares done are counted by area, unit, person, list and matter
// (share.go). A routine round is a row and no case of a procedure: it decides nothing and there are
// thousands a day; what it finds is a case. The register of the city is engine/register; who is on duty is not known here.
package patrol
