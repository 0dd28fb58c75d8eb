package hj212

import (
	"bytes"
	"strconv"

	"anlan/internal/connect"
)

const (
	headBytes = 6 // "##" and the length
	crcBytes  = 4
)

// Splitter finds the packets in what one connection sends, however the bytes were cut or stuck together. Feed it what
// was read (some kilobytes at a time), then call Next until it has no more. Between feeds it holds less than one frame,
// 2058 bytes. Its zero value is ready; it is not for several goroutines.
type Splitter struct {
	buf  []byte
	at   int  // where the unread part of buf begins
	lost bool // the bytes at at have been reported already: nothing more is said until a frame begins
}

// Feed adds bytes that were read. p is not kept.
func (s *Splitter) Feed(p []byte) { s.buf = append(s.buf, p...) }

// Next returns the next packet, or what had to be thrown away, in the order of the stream; ok is false when more bytes
// are wanted. After something that is not a sound frame it looks for the next "##"; a stretch of garbage is one rejection.
func (s *Splitter) Next() (p Packet, r *connect.Rejection, ok bool) {
	for {
		rest := s.buf[s.at:]
		i := bytes.Index(rest, []byte("##"))
		if i < 0 {
			i = len(rest)
			if i > 0 && rest[i-1] == '#' {
				i--
			}
		}
		if i > 0 {
			junk := bytes.Trim(rest[:i], "\r\n \x00")
			s.at += i
			if len(junk) > 0 && !s.lost {
				s.lost = true
				return p, connect.Reject(connect.Garbage, "帧与帧之间有多余字节", "bytes between frames").Quote(head(junk)), true
			}
			continue
		}
		n, why := frame(rest)
		switch {
		case why != nil:
			s.at++ // not 2: "###0101…" begins one further on
			if s.lost && why.Reason == connect.Garbage {
				continue
			}
			s.lost = true
			return p, why, true
		case n == 0:
			s.buf = append(s.buf[:0], rest...)
			s.at = 0
			return p, nil, false
		}
		s.at += n
		s.lost = false
		p, r = Parse(rest[headBytes : n-crcBytes])
		return p, r, true
	}
}

// End is called when the stream has ended; it returns a rejection when that was inside a frame.
func (s *Splitter) End() *connect.Rejection {
	rest := s.buf[s.at:]
	s.buf, s.at = nil, 0
	if len(rest) == 0 || s.lost && !bytes.HasPrefix(rest, []byte("##")) {
		return nil
	}
	return connect.Reject(connect.Truncated, "连接在帧中间结束", "the stream ended inside a frame").Of(deviceIn(rest)).Quote(head(rest))
}

// frame looks at bytes that begin with "##": n bytes are a sound frame without its CR LF, or why they are none; with
// neither, more are wanted. CR LF is not demanded, as not all devices send it; Next passes over it.
func frame(b []byte) (n int, why *connect.Rejection) {
	if len(b) < headBytes {
		return 0, nil
	}
	size, err := strconv.ParseUint(string(b[2:headBytes]), 10, 16)
	if err != nil {
		return 0, connect.Reject(connect.Garbage, "长度字段不是四位数字", "the length is not four digits").Quote(head(b))
	}
	if size > MaxData {
		return 0, connect.Reject(connect.TooLarge, "数据段过长", "the data segment is too long").Quote(head(b))
	}
	end := headBytes + int(size) + crcBytes
	body := b[headBytes:min(len(b), end)]
	if bytes.ContainsAny(body, "\r\n") {
		return 0, connect.Reject(connect.Length, "帧比长度字段短", "the frame is shorter than its length says").Of(deviceIn(body)).Quote(head(b))
	}
	if len(b) < end {
		return 0, nil
	}
	data, sum := body[:size], string(body[size:])
	want, err := strconv.ParseUint(sum, 16, 16)
	switch {
	case err != nil:
		return 0, connect.Reject(connect.Length, "长度字段所指之处没有校验码", "no checksum where the length says").Of(deviceIn(data)).Quote(head(b))
	case uint16(want) != CRC(data):
		return 0, connect.Reject(connect.CRC, "CRC 校验错", "the checksum is wrong").Of(deviceIn(data)).At("CRC").Quote(sum + " " + head(b))
	}
	return end, nil
}

func head(b []byte) string { return string(b[:min(len(b), 2*connect.SampleBytes)]) }
