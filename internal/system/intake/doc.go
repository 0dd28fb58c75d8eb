// Package intake is where devices come in (数据接入): their connections, what they say, and the input that was refused.
//
// Devices publish JSON over MQTT or speak HJ 212 over TCP; what they say is decoded by the codecs, handed to engine/signal,
// and acknowledged to the device only after the engine has it. Input that cannot be used is refused, counted by source and
// reason, and shown; it never holds up what is good beside it. This package evaluates no value.
package intake
