// Package command is emergency command and dispatch (应急指挥调度): an alarm or a report becomes an incident, the incident is
// verified and classified, people and material near by are found and sent, answers come back from the field, everything
// lands on one timeline, and the incident is closed with a summary.
//
// An incident and each of its tasks is a case of a procedure (procedures.go); their timeline is the journal under the
// incident. Law: 《突发事件应对法》 (2024) 第三条 on grades, 第六十一条 on reporting, 第七十二条 on response, 第八十六条 on ending it.
// It does not watch sensors (system monitor) nor keep the register of resources (engine register).
package command
