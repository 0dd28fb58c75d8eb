// Package jt808 is the protocol by which vehicles report where they are: JT/T 808-2013 and JT/T 808-2019
// (道路运输车辆卫星定位系统终端通讯协议).
//
// A frame is 7E, head, body, one byte of checksum, 7E, with 7E and 7D escaped between, big-endian. A Splitter finds the
// frames in a stream; Parse reads one into a Message, of either version; a Joiner puts the packets of a long message
// together. Registration, Authentication, Positions read the bodies; GeneralReply, RegisterReply and Resend are the
// platform's answers. The device is the terminal's telephone number without leading zeros, so that the 12 digits of 2013
// and the 20 of 2019 name the same vehicle.
//
// Observations of a position have the keys "speed" km/h, "direction" degrees, "altitude" m, "mileage" km, "fuel" l, and
// "alarm." with the word of each alarm flag, 1 or 0 ("alarm.sos"). Times on the wire are China's, UTC+8; coordinates are
// WGS 84.
//
// The package keeps no connections and no timers, checks no code, and does not decipher bodies in RSA.
package jt808

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"time"

	"anlan/internal/connect"
)

// Zone is the time of China, in which all times of the protocol are written.
var Zone = time.FixedZone("UTC+8", 8*3600)

// Messages that are handled here.
const (
	TerminalReply  uint16 = 0x0001
	Heartbeat      uint16 = 0x0002
	Logout         uint16 = 0x0003
	Register       uint16 = 0x0100
	Authenticate   uint16 = 0x0102
	Report         uint16 = 0x0200 // one position
	PositionAnswer uint16 = 0x0201 // one position that was asked for
	Batch          uint16 = 0x0704 // several positions

	PlatformReply uint16 = 0x8001
	ResendParts   uint16 = 0x8003
	RegisterAck   uint16 = 0x8100
	AskPosition   uint16 = 0x8201
)

// Results of a PlatformReply.
const (
	OK             byte = 0
	Failed         byte = 1
	Wrong          byte = 2
	Unsupported    byte = 3
	AlarmConfirmed byte = 4
)

// Results of a RegisterAck.
const (
	Registered        byte = 0
	VehicleRegistered byte = 1 // already
	NoSuchVehicle     byte = 2 // in the platform's register
	TerminalTaken     byte = 3 // already registered
	NoSuchTerminal    byte = 4
)

const (
	mark     = 0x7e
	escape   = 0x7d
	maxBody  = 0x3ff                     // ten bits
	maxHead  = 21                        // of 2019, with packet numbers
	maxFrame = 2*(maxHead+maxBody+1) + 2 // everything escaped

	partsBit   = 1 << 13
	versionBit = 1 << 14
	cipherBits = 7 << 10
)

// Message is one packet.
type Message struct {
	ID           uint16
	Version      byte   // 0 for 2013, 1 and more as its head says for 2019
	Phone        string // digits as they are on the wire, 12 or 20
	Serial       uint16
	Total, Index int // packets of the message and which this is, from 1; 0 when it has one
	Body         []byte
}

// Device is the name by which a terminal is registered: its number without leading zeros.
func (m Message) Device() string { return strings.TrimLeft(m.Phone, "0") }

func (m Message) reject(why connect.Reason, zh, en string) *connect.Rejection {
	return connect.Reject(why, zh, en).Of(m.Device())
}

// NewSplitter finds the frames in a stream.
func NewSplitter() *connect.Splitter {
	return &connect.Splitter{Find: find, Frame: frame, Blank: "\x7e\r\n\x00"}
}

// find passes over marks that stand together: the end of one frame and the beginning of the next.
func find(b []byte) int {
	i := bytes.IndexByte(b, mark)
	if i < 0 {
		return len(b)
	}
	for i+1 < len(b) && b[i+1] == mark {
		i++
	}
	return i
}

// frame looks at bytes that begin with a mark; see connect.Splitter.
func frame(b []byte) (n int, why *connect.Rejection) {
	i := bytes.IndexByte(b[1:min(len(b), maxFrame)], mark)
	switch {
	case i < 0 && len(b) >= maxFrame:
		return 0, connect.Reject(connect.TooLarge, "消息过长", "the message is too long").Dump(b)
	case i < 0:
		return 0, nil
	}
	return i + 2, nil
}

// Parse reads a frame that a Splitter found, marks included.
func Parse(b []byte) (Message, *connect.Rejection) {
	if len(b) < 2 || b[0] != mark || b[len(b)-1] != mark {
		return Message{}, connect.Reject(connect.Truncated, "消息不完整", "not one whole message").Dump(b)
	}
	raw, ok := unescape(b[1 : len(b)-1])
	if !ok {
		return Message{}, connect.Reject(connect.Shape, "转义有误", "a wrong escape").Dump(b)
	}
	const shortest = 12 + 1
	if len(raw) < shortest {
		return Message{}, connect.Reject(connect.Garbage, "消息过短", "too short for a message").Dump(b)
	}
	sum := byte(0)
	for _, x := range raw[:len(raw)-1] {
		sum ^= x
	}
	m, attributes, rest, ok := head(raw[:len(raw)-1])
	switch {
	case sum != raw[len(raw)-1]:
		return m, m.reject(connect.CRC, "校验码错", "the checksum is wrong").At("checksum").Dump(b)
	case !ok || len(rest) != int(attributes&maxBody):
		return m, m.reject(connect.Length, "消息体长度不符", "the body is not as long as its length says").Dump(b)
	case attributes&cipherBits != 0:
		return m, m.reject(connect.Encrypted, "消息体已加密，平台没有密钥", "the body is enciphered and there is no key").Dump(b)
	case !decimal(m.Phone):
		return m, m.reject(connect.Value, "终端手机号不是 BCD 码", "the telephone number is not BCD").Dump(b)
	case m.Total > 0 && (m.Index < 1 || m.Index > m.Total):
		return m, m.reject(connect.Value, "包序号不在总包数之内", "the packet index is beyond the total").Dump(b)
	}
	m.Body = bytes.Clone(rest)
	return m, nil
}

// head reads what stands before the body; ok is false when it is cut.
func head(b []byte) (m Message, attributes uint16, rest []byte, ok bool) {
	m.ID, attributes = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	rest = b[4:]
	phone := 6
	if attributes&versionBit != 0 {
		m.Version, rest, phone = rest[0], rest[1:], 10
	}
	if len(rest) < phone+2 {
		return m, attributes, nil, false
	}
	m.Phone = hex.EncodeToString(rest[:phone])
	m.Serial = binary.BigEndian.Uint16(rest[phone:])
	rest = rest[phone+2:]
	if attributes&partsBit != 0 {
		if len(rest) < 4 {
			return m, attributes, nil, false
		}
		m.Total, m.Index = int(binary.BigEndian.Uint16(rest)), int(binary.BigEndian.Uint16(rest[2:]))
		if m.Total == 0 {
			m.Total, m.Index = 1, max(1, m.Index)
		}
		rest = rest[4:]
	}
	return m, attributes, rest, m.Version > 0 || attributes&versionBit == 0
}

func decimal(s string) bool {
	for i := range len(s) {
		if s[i] > '9' {
			return false
		}
	}
	return true
}

func unescape(b []byte) ([]byte, bool) {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != escape {
			out = append(out, b[i])
			continue
		}
		if i++; i == len(b) || b[i] != 1 && b[i] != 2 {
			return nil, false
		}
		out = append(out, escape+b[i]-1)
	}
	return out, true
}

// Encode writes the message as it goes over the wire. It fails for a number of the wrong length and a body too long.
func (m Message) Encode() ([]byte, error) {
	phone, err := hex.DecodeString(m.Phone)
	digits := 6
	if m.Version > 0 {
		digits = 10
	}
	if err != nil || !decimal(m.Phone) || len(phone) != digits || len(m.Body) > maxBody || m.Total > 0xffff || m.Index > m.Total {
		return nil, m.reject(connect.Value, "消息无法写出", "the message cannot be written")
	}
	attributes := uint16(len(m.Body))
	if m.Version > 0 {
		attributes |= versionBit
	}
	if m.Total > 0 {
		attributes |= partsBit
	}
	raw := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, m.ID), attributes)
	if m.Version > 0 {
		raw = append(raw, m.Version)
	}
	raw = binary.BigEndian.AppendUint16(append(raw, phone...), m.Serial)
	if m.Total > 0 {
		raw = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(raw, uint16(m.Total)), uint16(m.Index))
	}
	raw = append(raw, m.Body...)
	sum := byte(0)
	for _, x := range raw {
		sum ^= x
	}
	out := []byte{mark}
	for _, x := range append(raw, sum) {
		if x == mark || x == escape {
			out = append(out, escape, x-escape+1)
			continue
		}
		out = append(out, x)
	}
	return append(out, mark), nil
}
