package gb26875

import (
	"bytes"
	"encoding/binary"

	"anlan/internal/connect"
)

const (
	headBytes = 27 // up to and with the command
	tailBytes = 3  // checksum and ##
)

// NewSplitter finds the packets in a stream.
func NewSplitter() *connect.Splitter {
	return &connect.Splitter{Find: find, Frame: frame, Blank: "\r\n\x00 "}
}

func find(b []byte) int {
	i := bytes.Index(b, []byte("@@"))
	if i < 0 {
		i = len(b)
		if i > 0 && b[i-1] == '@' {
			i--
		}
	}
	return i
}

// frame looks at bytes that begin a packet; see connect.Splitter.
func frame(b []byte) (n int, why *connect.Rejection) {
	if len(b) < headBytes {
		return 0, nil
	}
	size := int(binary.LittleEndian.Uint16(b[24:]))
	source := address(b[12:])
	if size > MaxUnit {
		return 0, reject(connect.TooLarge, "应用数据单元过长", "the application unit is too long", source).Dump(b[:headBytes])
	}
	end := headBytes + size + tailBytes
	if len(b) < end {
		return 0, nil
	}
	if b[end-2] != '#' || b[end-1] != '#' {
		return 0, reject(connect.Length, "长度字段所指之处没有结束符", "no ## where the length says", source).Dump(b[:end])
	}
	if b[end-3] != sum(b[2:end-3]) {
		return 0, reject(connect.CRC, "校验和错", "the checksum is wrong", source).At("checksum").Dump(b[:end])
	}
	return end, nil
}

// sum is the checksum of the bytes from the serial number to the end of the unit.
func sum(b []byte) (s byte) {
	for _, x := range b {
		s += x
	}
	return s
}

// Parse reads a packet that a Splitter found.
func Parse(b []byte) (Packet, *connect.Rejection) {
	if n, why := frame(b); why != nil || n != len(b) || n == 0 || find(b) != 0 {
		if why == nil {
			why = connect.Reject(connect.Truncated, "报文不完整", "not one whole packet").Dump(b)
		}
		return Packet{}, why
	}
	p := Packet{
		Serial: binary.LittleEndian.Uint16(b[2:]), Main: b[4], User: b[5], Source: address(b[12:]), Destination: address(b[18:]),
		Command: b[26], Unit: bytes.Clone(b[headBytes : len(b)-tailBytes]),
	}
	at, ok := moment(b[6:])
	if !ok {
		return p, reject(connect.TimeForm, "时间标签有误", "the time of the packet is none", p.Source).Dump(b)
	}
	p.At = at
	if p.Command < Control || p.Command > Deny {
		return p, reject(connect.Value, "没有这个控制命令", "there is no such command", p.Source).At("command").Dump(b)
	}
	return p, nil
}

// Encode writes the packet as it goes over the wire. It fails for a unit that is too long.
func (p Packet) Encode() ([]byte, error) {
	if len(p.Unit) > MaxUnit {
		return nil, reject(connect.TooLarge, "应用数据单元过长", "the application unit is too long", p.Source)
	}
	b := binary.LittleEndian.AppendUint16([]byte("@@"), p.Serial)
	b = append(b, p.Main, p.User)
	b = append(b, stamp(p.At)...)
	b = putAddress(putAddress(b, p.Source), p.Destination)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(p.Unit)))
	b = append(append(b, p.Command), p.Unit...)
	return append(b, sum(b[2:]), '#', '#'), nil
}
