// Package monitor is risk monitoring and early warning (风险监测预警): devices come in here, and the duty officer's alarm console,
// the points with their values, the input that was refused, and the warnings of the meteorological and other offices.
//
// Devices publish JSON over MQTT or speak HJ 212 over TCP; what they say is decoded by the codecs, handed to engine/signal,
// and acknowledged to the device only after the engine has it. Input that cannot be used is refused, counted by source and
// reason, and shown; it never holds up what is good beside it. Warnings come as CAP 1.2 or in the national form, posted or
// dropped into a folder; one is seen by everybody whose area it touches, and ends when it expires or another message
// replaces or cancels it. Rules of alarms are in engine/signal; this package evaluates no value.
package monitor
