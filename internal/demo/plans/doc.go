// Package plans makes the emergency plans of the demo city: those that its yearly report counts, of six levels, of events and of
// the enterprises with hazard sources, each bound to people, teams and goods that are there.
//
// All of it is constructed, the same for the same city: wherever a plan names somebody or something, it takes what a duty officer
// would find in order. Then the defects of data/defects.csv are put in, one a line: plan, rule of the linter, item. They are what a
// test holds the linter against. The package writes nothing: the app brings the plans in.
package plans
