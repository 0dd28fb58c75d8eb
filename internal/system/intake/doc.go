// Package intake is where devices come in (数据接入): their connections, what they say, and the input that was refused.
//
// Devices publish JSON or Sparkplug B over MQTT, push by HTTP, drop CSV files, or speak HJ 212, SL 651, GB/T 26875.3 or
// JT/T 808 over TCP; what they say is decoded by the codecs, handed to engine/signal, and acknowledged to the device only
// after the engine has it. Input that cannot be used is refused, counted by source and reason, and shown; it never holds up
// what is good beside it. Devices are registered here, given a secret that is shown once, watched, and cut off when it is
// withdrawn; the positions of vehicles are kept here. This package evaluates no value.
package intake
