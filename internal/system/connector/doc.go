// Package connector takes in what other offices' systems know (数据汇聚): a connector is declared, not programmed.
//
// A Source says where the data is and how it comes: pulled over HTTP page by page, pushed to us with a signature or a
// token, or dropped as files into a folder; how often, and after which silence it counts as broken; and by which mapping
// (package connect/mapping) a record becomes values of points, elements of the register, events, or CAP warnings handed on.
//
// What is taken is committed in one transaction with the place in the source, so a server that is killed asks again from
// there; records have keys, so what comes twice changes nothing. Values go to engine/signal first and the place moves after
// that: they may come twice and do no harm. After failures a source is asked again with growing pauses; whatever it can
// replay comes then. Each second every source is judged: in order, late, telling what cannot be, broken, paused. A change of
// that state is an event, so that the page and the duty officer's screen follow. One server at a time works on a source, by
// a lease in the database.
//
// Addresses are reached through base/outward alone; credentials are sealed by base/vault and never shown. The package
// speaks no protocol of devices (those are the intake's) and publishes no warning: a CAP message leaves as an event.
package connector
