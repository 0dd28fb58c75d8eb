// Package plan is the emergency plan as data: what it is made of, whether it holds together, what it turns into when it is
// activated, and whether it could run tonight.
//
// An EmergencyPlan is one Go struct tree; its YAML form, JSON schema, editor and documents follow from the tags. Read takes the
// form and names every fault with its path, its line and how to mend it; Check holds the parts against each other. A plan may
// follow another: Inherit lays a child over its parents, and Contradictions tells where the child loosens what it may only
// tighten. Compile turns a plan, a response level and a situation into orders with stable ids, so that raising a level yields
// only what is new (Added), and a dry run is the same value; Prepare adds who and what answers each order now. Lint holds plans against a Snapshot of the city. Outlines of Word
// files become drafts by Draft; Document is a plan as an official paper.
//
// Everything here is pure: values in, values out, no clock, no database. Where the plans in force come from is an interface
// (InForce). Who may do what, versions, approval and filing are of
// the system plan. Law: 《突发事件应急预案管理办法》（国办发〔2024〕5号）、《生产安全事故应急预案管理办法》.
package plan
