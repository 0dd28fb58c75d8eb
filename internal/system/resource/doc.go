// Package resource is the management of relief material (应急物资管理): what depots hold, what is low or runs out, and how goods are
// asked for, approved, issued, delivered and brought back.
//
// Balances are those of engine/stock; nothing of them is kept here. A requisition (requisition*.go) is a case: approving it
// speaks for the goods, issuing takes them out, and each later step is said on the same case until all is accounted for. A
// correction (correction.go) is what a count found or what is thrown away: the ledger changes when somebody else agrees.
// Material that comes in from outside (receipt.go) is entered by whoever keeps the depot. What stands where, teams and experts
// are elements of the register; incidents and their tasks are not known here.
package resource
