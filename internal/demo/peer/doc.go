// Package peer plays the systems of nine other offices and of the province, each as a process of its own that speaks its
// real protocol on the loopback: grid events (综治), joint reports of the police (公安), weather and its warnings (气象), water gauges (水务), fire calls
// (消防), air stations (生态环境), traffic (交通), geological hazards (自然资源) and forest fires (林草).
//
// What a peer tells follows from the time and a seed alone, so one that was killed can tell again whatever it told before,
// as a system with a database could. Each has GET /control?mode=… beside its own paths: ok, broken (503, or it sends no
// more), slow (20 s an answer), lie (times ahead, values that cannot be), torn (half of an answer). A peer listens on the
// loopback alone, because anybody who reaches it can bend it. Declare tells a running server of them through its API, as an
// administrator would.
package peer
