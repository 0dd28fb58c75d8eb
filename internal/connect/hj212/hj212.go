// Package hj212 is the protocol by which on-line monitors of pollutants report over TCP: HJ 212-2017
// (污染物在线监控(监测)系统数据传输标准), bearing devices of its predecessor HJ/T 212-2005 and, in what they share, of
// HJ 212-2025.
//
// A frame is "##", four digits of length, the data segment, four hex digits of checksum, CR LF. A Splitter finds the
// frames in a stream of bytes and goes on after garbage; Parse reads a data segment into a Packet; Observations are the
// values in it; Answer is what the standard wants sent back. Packet.Frame and Upload are the way out, for answers and
// for playing a device. The device of an observation is the MN. Keys:
//
//	CN 2011 realtime   w01018-Rtd  "w01018", at DataTime; w01018-ZsRtd (converted) "w01018.zsrtd"
//	CN 2051 minutes    w01018-Avg  "w01018.minute.avg", likewise min max cou zsavg …, at DataTime, the START of the period
//	CN 2061 hour       w01018-Avg  "w01018.hour.avg"
//	CN 2031 day        w01018-Avg  "w01018.day.avg"
//
// so that a point of the realtime value never mixes with means that come minutes later for an earlier moment: a key with
// a "." is a statistic. Quality follows the flag beside the value, see quality. SampleTime, EFlag, Info and fields that
// are not known are passed over. All times on the wire are China's, UTC+8.
//
// Minutes watches the minute data of a device for gaps, and Packet.Request asks for what is missing.
//
// The package keeps no connections and no timers, does not check the password, and does not decrypt the SM4 segments
// that HJ 212-2025 allows.
package hj212

import "time"

// Zone is the time of China, in which all times of the protocol are written.
var Zone = time.FixedZone("UTC+8", 8*3600)

// Commands (CN) that are handled here. The standard has more; they pass as packets without observations.
const (
	TimeRequest   = "1013" // device asks to set its clock
	Realtime      = "2011" // request and upload of values of the moment
	StopRealtime  = "2012"
	Day           = "2031" // day's statistics
	Minute        = "2051" // statistics of some minutes
	Hour          = "2061" // hour's statistics
	RequestAck    = "9011" // answer to a request: QnRtn
	ExecuteResult = "9012" // outcome of a request: ExeRtn
	NotifyAck     = "9013" // answer to a notice
	DataAck       = "9014" // answer to an upload
	Heartbeat     = "9015" // device is still there (2025)
)

// ST of packets that answer: interaction of the systems, not data.
const systemInteraction = "91"

// Flag is the byte V5…V0 D A: version of the standard, packet is numbered, answer is wanted.
type Flag byte

// Versions of the standard, as a Flag without the lower bits.
const (
	Version2005 Flag = 0 << 2
	Version2017 Flag = 1 << 2
	Version2025 Flag = 2 << 2

	numbered Flag = 2
	answer   Flag = 1
)

// Version is the flag without the lower bits.
func (f Flag) Version() Flag { return f &^ (numbered | answer) }

// Numbered reports whether PNUM and PNO are there.
func (f Flag) Numbered() bool { return f&numbered != 0 }

// WantsAnswer reports whether the sender waits for an answer.
func (f Flag) WantsAnswer() bool { return f&answer != 0 }

// Packet is a data segment. It is comparable; the zero values of QN, PNUM, PNO and Resent are left out on the wire.
type Packet struct {
	QN        string // names the exchange: 17 digits, time to the millisecond; devices of 2005 may leave it out
	ST        string // system: 21 surface water, 22 air, 31 air pollution source, 32 water pollution source, 91 answers …
	CN        string // command, four digits
	PW        string // password of the device, not checked here
	MN        string // the device: up to 24 letters and digits
	Flag      Flag
	PNUM, PNO int    // packets in this exchange, and which of them this is, from 1
	Resent    bool   // RF=1: sent again after a cut
	CP        string // what stands between the && and the &&
}

// QN makes the name of an exchange from its time.
func QN(at time.Time) string {
	s := at.In(Zone).Format("20060102150405.000")
	return s[:14] + s[15:]
}

// QNTime is the time in a QN, and false when there is none.
func QNTime(qn string) (time.Time, bool) {
	if len(qn) != 17 {
		return time.Time{}, false
	}
	at, err := time.ParseInLocation("20060102150405.000", qn[:14]+"."+qn[14:], Zone)
	return at.UTC(), err == nil
}

// CRC is the checksum of a data segment (appendix A). It is not the one of Modbus, though it has its polynomial: the
// register is shifted before each byte is added to it.
func CRC(data []byte) uint16 {
	crc := uint16(0xffff)
	for _, b := range data {
		crc = crcs[byte(crc>>8)^b]
	}
	return crc
}

// crcs is what eight turns of the register make of each byte. The other half of the register is lost at every byte.
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
