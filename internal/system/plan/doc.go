// Package plan is digital plans (数字化预案): the emergency plans of six levels, of enterprises and of events, as data that can be
// checked, compared, compiled and held against the city.
//
// What a plan is, and what follows from it, is of engine/plan; here are its versions (version*.go), its forms and files (form.go,
// file.go, import.go), the question whether all of them could run tonight (lint.go, facts.go), and the procedure by which a version
// is reviewed, approved, filed and evaluated (procedure.go). One version of a plan is in force at a time, one may be under way.
// A plan is seen where its area is; what a plan inherits is shown with it. Incidents are not known here.
package plan
