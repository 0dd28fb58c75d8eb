package sl651

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"anlan/internal/connect"
)

const (
	hexHead   = 14            // bytes before the body of a frame in HEX
	hexTail   = 3             // end character and checksum
	asciiHead = 24            // SOH, 22 digits, STX
	asciiTail = 5             // end character and four digits
	numbers   = 3             // bytes of the packet numbers, counted in the length
	hexStart  = "\x7e\x7e"    // begins a frame in HEX
	blank     = "\r\n\x00 "   // may stand between frames
	addresses = 6             // bytes of both addresses
	headBytes = addresses + 5 // both addresses, password, function, length
)

// NewSplitter finds the frames of both codings in a stream.
func NewSplitter() *connect.Splitter {
	return &connect.Splitter{Find: find, Frame: frame, Blank: blank}
}

func find(b []byte) int {
	i := bytes.Index(b, []byte(hexStart))
	if i < 0 {
		i = len(b)
		if i > 0 && b[i-1] == hexStart[0] {
			i--
		}
	}
	if j := bytes.IndexByte(b[:i], soh); j >= 0 {
		return j
	}
	return i
}

// frame looks at bytes that begin a frame; see connect.Splitter.
func frame(b []byte) (n int, why *connect.Rejection) {
	if len(b) < 2 {
		return 0, nil
	}
	if b[0] == soh {
		return frameASCII(b)
	}
	if len(b) < hexHead {
		return 0, nil
	}
	size := int(binary.BigEndian.Uint16(b[11:])) & MaxBody
	f := head(b[2:13])
	switch {
	case b[13] != stx && b[13] != syn:
		return 0, connect.Reject(connect.Garbage, "报文头之后不是 STX 或 SYN", "no STX or SYN behind the head").Dump(b[:hexHead])
	case len(b) < hexHead+size+hexTail:
		return 0, nil
	}
	end := hexHead + size + hexTail
	if sum := binary.BigEndian.Uint16(b[end-2:]); sum != CRC(b[:end-2]) {
		return 0, reject(connect.CRC, "CRC 校验错", "the checksum is wrong", f.Station).At("CRC").Dump(b[:end])
	}
	return end, nil
}

func frameASCII(b []byte) (n int, why *connect.Rejection) {
	for _, c := range b[1:min(len(b), asciiHead-1)] {
		if !hexDigit(c) {
			return 0, connect.Reject(connect.Garbage, "报文头不是十六进制字符", "the head is not hex digits").Dump(b[:min(len(b), asciiHead)])
		}
	}
	if len(b) < asciiHead {
		return 0, nil
	}
	raw, _ := hex.DecodeString(string(b[1 : asciiHead-1])) // they are hex digits
	f := head(raw)
	size := int(binary.BigEndian.Uint16(raw[headBytes-2:])) & MaxBody
	switch {
	case b[asciiHead-1] != stx && b[asciiHead-1] != syn:
		return 0, connect.Reject(connect.Garbage, "报文头之后不是 STX 或 SYN", "no STX or SYN behind the head").Dump(b[:asciiHead])
	case len(b) < asciiHead+size+asciiTail:
		return 0, nil
	}
	end := asciiHead + size + asciiTail
	sum, err := strconv.ParseUint(string(b[end-4:end]), 16, 16)
	if err != nil || uint16(sum) != CRC(b[:end-4]) {
		return 0, reject(connect.CRC, "CRC 校验错", "the checksum is wrong", f.Station).At("CRC").Dump(b[:end])
	}
	return end, nil
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

// head reads both addresses, password, function and direction.
func head(b []byte) Frame {
	f := Frame{Password: hexOf(b[6:8]), Function: b[8], Down: b[9]>>4 == 8}
	f.Centre, f.Station = b[0], hexOf(b[1:6])
	if f.Down {
		f.Centre, f.Station = b[5], hexOf(b[0:5])
	}
	return f
}

func hexOf(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// Parse reads a frame that a Splitter found.
func Parse(b []byte) (Frame, *connect.Rejection) {
	if n, why := frame(b); why != nil || n != len(b) || len(b) == 0 {
		if why == nil {
			why = connect.Reject(connect.Truncated, "报文不完整", "not one whole frame").Dump(b)
		}
		return Frame{}, why
	}
	var f Frame
	var mark, flag byte
	var body []byte
	if b[0] == soh {
		raw, _ := hex.DecodeString(string(b[1 : asciiHead-1])) // frame has seen them
		f, flag = head(raw), raw[headBytes-2]>>4
		f.ASCII = true
		mark, body, f.End = b[asciiHead-1], b[asciiHead:len(b)-asciiTail], b[len(b)-asciiTail]
	} else {
		f, flag = head(b[2:13]), b[11]>>4
		mark, body, f.End = b[13], b[hexHead:len(b)-hexTail], b[len(b)-hexTail]
	}
	if flag != 0 && flag != 8 {
		return f, reject(connect.Value, "上下行标识只能是 0 或 8", "the direction is neither 0 nor 8", f.Station).Dump(b)
	}
	if mark == syn {
		var r *connect.Rejection
		if body, r = f.packetNumbers(body); r != nil {
			return f, r
		}
	}
	if ends := "\x03\x17"; !f.Down && !strings.ContainsRune(ends, rune(f.End)) {
		return f, reject(connect.Value, "上行报文应以 ETX 或 ETB 结束", "an up-link frame ends with ETX or ETB", f.Station).Dump(b)
	}
	f.Body = bytes.Clone(body)
	return f, nil
}

// packetNumbers reads the count and index of a packet of several and returns what follows them.
func (f *Frame) packetNumbers(body []byte) ([]byte, *connect.Rejection) {
	size := numbers
	if f.ASCII {
		size *= 2
	}
	if len(body) < size {
		return nil, reject(connect.Length, "缺少包总数和序号", "the packet numbers are missing", f.Station).Dump(body)
	}
	raw := body[:size]
	if f.ASCII {
		var err error
		if raw, err = hex.DecodeString(string(raw)); err != nil {
			return nil, reject(connect.Value, "包总数和序号不是十六进制字符", "the packet numbers are not hex digits", f.Station).Dump(body)
		}
	}
	f.Total, f.Index = int(raw[0])<<4|int(raw[1])>>4, int(raw[1]&0xf)<<8|int(raw[2])
	if f.Total < 1 || f.Index < 1 || f.Index > f.Total {
		return nil, reject(connect.Value, "包序号不在包总数之内", "the packet index is beyond the total", f.Station).Dump(body)
	}
	return body[size:], nil
}

// Encode writes the frame as it goes over the wire. It fails for a frame that Parse would not read back as it is.
func (f Frame) Encode() ([]byte, error) {
	station, err := hex.DecodeString(f.Station)
	password, err2 := hex.DecodeString(f.Password)
	if err != nil || err2 != nil || len(station) != 5 || len(password) != 2 {
		return nil, reject(connect.Value, "站址应为 10 位、密码应为 4 位十六进制数字", "the address has 10 hex digits, the password 4", f.Station)
	}
	body := f.Body
	mark, flag := byte(stx), uint16(0)
	if f.Down {
		flag = 0x8000
	}
	if f.Total > 0 {
		if f.Total > 0xfff || f.Index < 1 || f.Index > f.Total {
			return nil, reject(connect.Value, "包序号不在包总数之内", "the packet index is beyond the total", f.Station)
		}
		n := []byte{byte(f.Total >> 4), byte(f.Total<<4) | byte(f.Index>>8), byte(f.Index)}
		if f.ASCII {
			n = []byte(hexOf(n))
		}
		mark, body = syn, append(n, body...)
	}
	if len(body) > MaxBody {
		return nil, reject(connect.TooLarge, "报文正文过长", "the body is too long", f.Station)
	}
	raw := append([]byte{f.Centre}, station...)
	if f.Down {
		raw = append(bytes.Clone(station), f.Centre)
	}
	raw = append(raw, password...)
	raw = append(raw, f.Function)
	raw = binary.BigEndian.AppendUint16(raw, flag|uint16(len(body)))
	out := []byte(hexStart)
	if f.ASCII {
		out = []byte{soh}
		raw = []byte(hexOf(raw))
	}
	out = append(append(append(append(out, raw...), mark), body...), f.End)
	if f.ASCII {
		return fmt.Appendf(out, "%04X", CRC(out)), nil
	}
	return binary.BigEndian.AppendUint16(out, CRC(out)), nil
}

// serial is the number of the message, with which its body begins.
func (f Frame) serial() (uint16, bool) {
	if f.ASCII {
		if len(f.Body) < 16 {
			return 0, false
		}
		n, err := strconv.ParseUint(string(f.Body[:4]), 16, 16)
		return uint16(n), err == nil
	}
	if len(f.Body) < 8 {
		return 0, false
	}
	return binary.BigEndian.Uint16(f.Body), true
}

// opening is what each body begins with: serial number and time of sending.
func (f Frame) opening(serial uint16, at time.Time) []byte {
	stamp := at.In(Zone).Format("060102150405")
	if f.ASCII {
		return fmt.Appendf(nil, "%04X%s", serial, stamp)
	}
	bcd, _ := hex.DecodeString(stamp) // twelve digits
	return append(binary.BigEndian.AppendUint16(nil, serial), bcd...)
}
