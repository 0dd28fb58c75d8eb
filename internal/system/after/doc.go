// Package after is what follows an incident (善后与评估): the all-clear, bringing back forces and goods, what it cost, the
// assessment of how it was handled, what must be mended, and the base of past cases.
//
// One incident has one review (procedure after.review), a case below the incident, so that all of it stands on its timeline.
// What is still out is read from where it is kept: bookings of engine/dispatch, requisitions and holds of engine/stock, open
// tasks; closures and people who were moved are kept here. Costs are lines that are only added to (cost_store.go). The facts of
// the report are gathered anew until it is submitted and frozen then (facts.go); a gap is told as a gap. A finding is a case
// with an owner and a clock (procedure after.finding); one that concerns a plan asks the plan for a change by an event and is
// closed only when that was settled. An approved report puts the incident into the case base (past.go), which is searched by
// declared likeness (likeness.go).
//
// It commands nothing and keeps no stock: what one must do to bring goods back is done on their requisition.
package after
