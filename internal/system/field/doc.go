// Package field is those in the field (一线处置): what they say from where things happen, by a phone that often has no network,
// or by a satellite short message, and what keeps them alive: the count of persons by the clock (人员清点) and the call for help
// (求救).
//
// What can be said is declared (kinds.go): each kind with its fields, what it brings about, and the rule by which two reports
// meet. Message.go is the one door for all of them; it takes a message as often as it comes and acts once. What came too late or
// contradicts what is known is kept beside it and shown, and never overwrites it (status.go). Par.go keeps the clocks of crews in
// danger in the database, so that they outlive the server. Relay.go takes what comes in the narrow form of connect/narrow.
//
// Tasks and incidents are cases of system command; this system moves them by the engine of procedures alone, under the right of
// whoever speaks. It calls people by the engine of duty. It does not give tasks and does not direct anybody.
package field
