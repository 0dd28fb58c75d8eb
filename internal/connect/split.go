package connect

import "bytes"

// Splitter finds the frames of a protocol in what one connection sends, however the bytes were cut or stuck together.
// Feed it what was read (some kilobytes at a time), then call Next until it has no more. It holds less than one frame
// between feeds, as long as Frame refuses a length beyond the protocol's before it waits for the bytes. It is not for
// several goroutines.
type Splitter struct {
	// Find is where the next frame may begin in b: len(b) when nowhere. A beginning that is cut off at the end counts.
	Find func(b []byte) int
	// Frame looks at bytes that begin where Find said: the first n of them are a sound frame, or why they are none; with
	// neither, more bytes are wanted. It must not keep b.
	Frame func(b []byte) (n int, why *Rejection)
	// Blank are bytes that may stand between frames.
	Blank string

	buf  []byte
	at   int  // where the unread part of buf begins
	lost bool // the bytes at at have been reported already: nothing more is said until a frame begins
}

// Feed adds bytes that were read. p is not kept.
func (s *Splitter) Feed(p []byte) { s.buf = append(s.buf, p...) }

// Held is how many bytes wait for the rest of their frame.
func (s *Splitter) Held() int { return len(s.buf) - s.at }

// Next returns the next frame, or what had to be thrown away, in the order of the stream; ok is false when more bytes are
// wanted. After something that is not a sound frame it looks for the next beginning; a stretch of garbage is one
// rejection. The frame is good until the next Feed.
func (s *Splitter) Next() (frame []byte, r *Rejection, ok bool) {
	for {
		rest := s.buf[s.at:]
		if i := s.Find(rest); i > 0 {
			junk := bytes.Trim(rest[:i], s.Blank)
			s.at += i
			if len(junk) > 0 && !s.lost {
				s.lost = true
				return nil, Reject(Garbage, "帧与帧之间有多余字节", "bytes between frames").Dump(junk), true
			}
			continue
		}
		if len(rest) == 0 {
			s.keep(rest)
			return nil, nil, false
		}
		n, why := s.Frame(rest)
		switch {
		case why != nil:
			s.at++ // the next frame may begin inside this one
			if s.lost && why.Reason == Garbage {
				continue
			}
			s.lost = true
			return nil, why, true
		case n == 0:
			s.keep(rest)
			return nil, nil, false
		}
		s.at += n
		s.lost = false
		return rest[:n], nil, true
	}
}

func (s *Splitter) keep(rest []byte) {
	if s.at > 0 {
		s.buf = append(s.buf[:0], rest...)
		s.at = 0
	}
}

// End is called when the stream has ended; it returns a rejection when that was inside a frame.
func (s *Splitter) End() *Rejection {
	rest := bytes.Trim(s.buf[s.at:], s.Blank)
	s.buf, s.at = nil, 0
	if len(rest) == 0 || s.lost {
		return nil
	}
	return Reject(Truncated, "连接在帧中间结束", "the stream ended inside a frame").Dump(rest)
}
