// Package gb26875 is the protocol by which transmitters in buildings report fire alarms to a monitoring centre:
// GB/T 26875.3-2011 (城市消防远程监控系统 第3部分:报警传输网络通信协议).
//
// A packet is "@@", serial number, version, time, source, destination, length, command, an application unit, one byte of
// checksum and "##", little-endian. A Splitter finds the packets in a stream; Parse reads one; Report is what the unit
// says, and Observations are the values in it. Answer is the confirmation that the standard wants. The device of an
// observation is the source address, 12 hex digits. Keys:
//
//	system 1/3, state              "system.1-3.fire", likewise normal fault masked …, 1 or 0
//	component at 000600D9 of 1/3   "part.1-3.000600D9.fire", likewise
//	its analogue value             "part.1-3.000600D9.lel", in the unit of analogues
//	the transmitter itself         "transmitter.fire" …
//
// Times on the wire are China's, UTC+8. An object with a time that is none was observed at the packet's time.
//
// The protocol has no credential: whoever knows an address can speak for it. The package keeps no connections.
package gb26875

import (
	"encoding/binary"
	"fmt"
	"time"

	"anlan/internal/connect"
)

// Zone is the time of China, in which all times of the protocol are written.
var Zone = time.FixedZone("UTC+8", 8*3600)

// Commands.
const (
	Control byte = 1 // centre to transmitter
	Send    byte = 2 // data
	Confirm byte = 3
	Request byte = 4
	Reply   byte = 5
	Deny    byte = 6
)

// Types of application units that are read or written here.
const (
	SystemState      byte = 1
	ComponentState   byte = 2
	ComponentValue   byte = 3
	SystemOperation  byte = 4
	TransmitterState byte = 21
	Operation        byte = 24   // of the transmitter, and the answer to a guard check
	SetClock         byte = 90   // down
	GuardCheck       byte = 91   // down: is the guard awake? (查岗)
	version          byte = 1    // main version of the standard
	GuardAnswered         = 0x20 // bit 5 of an Operation's flags
)

// MaxUnit is the longest application unit.
const MaxUnit = 1024

// Packet is one packet. Addresses have six bytes.
type Packet struct {
	Serial              uint16
	Main, User          byte // version
	At                  time.Time
	Source, Destination uint64
	Command             byte
	Unit                []byte
}

// Address is an address as devices are registered by: 12 hex digits.
func Address(a uint64) string { return fmt.Sprintf("%012X", a) }

// AnswerTo is the confirmation of a packet: the same serial number, addresses turned round. It is wanted for data and
// replies; ok is false for anything else, so answers are not answered.
func (p Packet) AnswerTo(now time.Time) (a Packet, ok bool) {
	if p.Command != Send && p.Command != Reply {
		return Packet{}, false
	}
	return Packet{Serial: p.Serial, Main: p.Main, User: p.User, At: now, Source: p.Destination, Destination: p.Source, Command: Confirm}, true
}

// Guard asks the guard to answer within some minutes.
func Guard(serial uint16, now time.Time, to uint64, minutes byte) Packet {
	return Packet{Serial: serial, Main: version, At: now, Destination: to, Command: Control, Unit: []byte{GuardCheck, 1, minutes}}
}

// Clock tells a transmitter the time.
func Clock(serial uint16, now time.Time, to uint64) Packet {
	return Packet{Serial: serial, Main: version, At: now, Destination: to, Command: Control, Unit: append([]byte{SetClock, 1}, stamp(now)...)}
}

// stamp is second, minute, hour, day, month, year of the century, a byte each.
func stamp(at time.Time) []byte {
	at = at.In(Zone)
	return []byte{byte(at.Second()), byte(at.Minute()), byte(at.Hour()), byte(at.Day()), byte(at.Month()), byte(at.Year() - 2000)}
}

// moment reads a stamp.
func moment(b []byte) (time.Time, bool) {
	at := time.Date(2000+int(b[5]), time.Month(b[4]), int(b[3]), int(b[2]), int(b[1]), int(b[0]), 0, Zone)
	again := stamp(at)
	return at.UTC(), [6]byte(again) == [6]byte(b[:6]) && b[5] < 100
}

func address(b []byte) uint64 {
	return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint16(b[4:]))<<32
}

func putAddress(b []byte, a uint64) []byte {
	return binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint32(b, uint32(a)), uint16(a>>32))
}

func reject(why connect.Reason, zh, en string, source uint64) *connect.Rejection {
	return connect.Reject(why, zh, en).Of(Address(source))
}
