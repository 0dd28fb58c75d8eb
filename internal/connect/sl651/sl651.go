// Package sl651 is the protocol by which hydrological stations report rain, levels and flow: SL 651-2014 (水文监测数据通信规约),
// in its HEX/BCD coding and its ASCII coding.
//
// A Splitter finds the frames in a stream of bytes; Parse reads one into a Frame; a Joiner puts the packets of a long
// message together (mode M3); Report is what the station says in it, and Observations are its values. Confirm is the
// centre's answer (mode M2). Upload is a station's side, for playing one. The device of an observation is the station's
// address, ten digits. Keys are the letters of the standard where they are known here ("PJ" rain of the moment, "PT" rain
// since the start, "Z" level, "VT" supply voltage), else two hex digits of the element's lead byte; see elements.
//
// Times on the wire are China's, UTC+8, with two digits of the year (20..). A value of nothing but F is an observation
// without a value. Series of twelve values at five minutes (F4 rain, F5 to FC levels) become twelve observations.
//
// The package keeps no connections and no timers and does not check the password. It passes over pictures (F3) and texts
// of people (F2). The ASCII coding follows the text of the standard; no captured frame of it was at hand.
package sl651

import (
	"time"

	"anlan/internal/connect"
)

// Zone is the time of China, in which all times of the protocol are written.
var Zone = time.FixedZone("UTC+8", 8*3600)

// Functions that are handled here.
const (
	KeepAlive     = 0x2f // link is still there; not answered
	Test          = 0x30
	Uniform       = 0x31 // values at even steps
	Timed         = 0x32
	Supplementary = 0x33 // sent beside the timed ones when something changes: the alarm report
	Hourly        = 0x34
	Manual        = 0x35
	Picture       = 0x36
	Status        = 0x46 // answer: status and alarm word
)

// Control characters of the frames.
const (
	soh = 0x01 // begins a frame in ASCII
	stx = 0x02 // before the body of a message in one packet
	syn = 0x16 // before the body of one packet of several

	ETX = 0x03 // up: nothing follows
	ETB = 0x17 // up: more follows
	ENQ = 0x05 // down: a question
	ACK = 0x06 // down: go on
	EOT = 0x04 // down: done, hang up
	NAK = 0x15 // down: send again
	ESC = 0x1b // down: done, stay on the line
)

// MaxBody is the longest body: its length has twelve bits.
const MaxBody = 0xfff

// Frame is one packet. Body is what stands between STX (or SYN and the packet numbers) and the end character.
type Frame struct {
	ASCII        bool
	Down         bool   // from the centre to the station
	Centre       byte   // 1 to 255
	Station      string // ten hex digits, as a rule decimal
	Password     string // four hex digits
	Function     byte
	Total, Index int // packets of the message and which of them this is, from 1; 0 when it has one
	Body         []byte
	End          byte
}

// CRC is the checksum (that of Modbus) over all bytes before it.
func CRC(b []byte) uint16 {
	crc := uint16(0xffff)
	for _, x := range b {
		crc = crc>>8 ^ crcs[byte(crc)^x]
	}
	return crc
}

var crcs = func() (table [256]uint16) {
	for b := range table {
		crc := uint16(b)
		for range 8 {
			low := crc & 1
			crc >>= 1
			if low != 0 {
				crc ^= 0xa001
			}
		}
		table[b] = crc
	}
	return table
}()

// Reports says whether the function brings values, which the centre confirms.
func (f Frame) Reports() bool {
	return !f.Down && f.Function >= Test && f.Function <= 0x3a || f.Function == Status && !f.Down
}

// Confirm is the centre's answer to a report, and false when none is wanted: link keep-alives and packets of which more
// follow are not answered. It repeats the serial number of the report, which ends the exchange (EOT): a station in the
// field saves its battery by hanging up.
func (f Frame) Confirm(now time.Time) (Frame, bool) {
	serial, ok := f.serial()
	if !ok || !f.Reports() || f.End == ETB {
		return Frame{}, false
	}
	a := f
	a.Down, a.Total, a.Index, a.End = true, 0, 0, EOT
	a.Body = f.opening(serial, now)
	return a, true
}

func reject(why connect.Reason, zh, en, station string) *connect.Rejection {
	return connect.Reject(why, zh, en).Of(station)
}
