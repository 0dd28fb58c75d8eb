package media

import (
	"encoding/binary"
	"io"
	"time"

	"anlan/internal/base/geo"
)

// Recording is what a film or a sound says of itself. Fields that it does not tell are zero or nil.
type Recording struct {
	Kind     Kind
	Duration time.Duration
	// Estimated says that Duration was reckoned from the size or the last frame, because the file does not say it.
	Estimated bool
	// Created is when it was begun, by the device's clock. The standard wants UTC; some devices write their local time
	// there, which shows as a difference of whole hours.
	Created  time.Time
	Position *geo.Point // WGS 84, where it was begun
}

// ReadRecording reads the headers of an MP4 or QuickTime film, WebM or Matroska, WAV, or MP3. Invalid when it is none of
// them or damaged.
func ReadRecording(r io.ReadSeeker) (Recording, error) {
	kind, err := KindOf(r)
	if err != nil {
		return Recording{}, err
	}
	s, err := open(r)
	if err != nil {
		return Recording{}, err
	}
	out := Recording{Kind: kind}
	switch kind {
	case MP4:
		err = s.mp4(&out)
	case WebM:
		err = s.webm(&out)
	case WAV:
		err = s.wav(&out)
	case MP3:
		err = s.mp3(&out)
	default:
		return Recording{}, errUnknown
	}
	return out, err
}

// wav goes through the chunks: fmt tells bytes a second, data how many there are.
func (s *source) wav(out *Recording) error {
	var rate uint32
	for at, n := int64(12), 0; n < 1000; n++ {
		head, err := s.at(at, 8)
		if err != nil {
			return err
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		switch string(head[:4]) {
		case "fmt ":
			b, err := s.at(at+8, 16)
			if err != nil {
				return err
			}
			rate = binary.LittleEndian.Uint32(b[8:])
		case "data":
			if rate == 0 {
				return errUnreadable
			}
			if left := s.size - at - 8; size > left { // a recorder that lost power did not write the size
				size, out.Estimated = left, true
			}
			out.Duration = seconds(uint64(size), uint64(rate))
			return nil
		}
		at += 8 + size + size%2
	}
	return errUnreadable
}

// mp3Header is the header of one frame of MPEG audio.
type mp3Header uint32

var (
	mp3Rates    = [4]uint64{44100, 48000, 32000, 0}
	mp3BitRates = [2][16]uint64{ // kbit/s of layer III: MPEG 1, and MPEG 2 and 2.5
		{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
		{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0},
	}
)

func (h mp3Header) version() uint32 { return uint32(h) >> 19 & 3 } // 3 is MPEG 1, 2 is MPEG 2, 0 is MPEG 2.5
func (h mp3Header) mono() bool      { return uint32(h)>>6&3 == 3 }

func (h mp3Header) bitRate() uint64 {
	row := 1
	if h.version() == 3 {
		row = 0
	}
	return mp3BitRates[row][uint32(h)>>12&15] * 1000
}

func (h mp3Header) rate() uint64 {
	r := mp3Rates[uint32(h)>>10&3]
	switch h.version() {
	case 2:
		return r / 2
	case 0:
		return r / 4
	}
	return r
}

func (h mp3Header) samples() uint64 {
	if h.version() == 3 {
		return 1152
	}
	return 576
}

func (h mp3Header) ok() bool {
	return uint32(h)>>21 == 0x7ff && h.version() != 1 && uint32(h)>>17&3 == 1 && h.rate() > 0 && h.bitRate() > 0
}

// mp3 takes the number of frames from a Xing or Info header, else reckons from the size and the first frame's bit rate.
func (s *source) mp3(out *Recording) error {
	var start int64
	if b, err := s.at(0, 10); err != nil {
		return err
	} else if string(b[:3]) == "ID3" {
		start = 10 + int64(b[6]&0x7f)<<21 | int64(b[7]&0x7f)<<14 | int64(b[8]&0x7f)<<7 | int64(b[9]&0x7f)
	}
	head := make([]byte, 0, 4096)
	if n := min(s.size-start, 4096); n > 4 {
		b, err := s.at(start, int(n))
		if err != nil {
			return err
		}
		head = b
	}
	for i := 0; i+4 <= len(head); i++ {
		h := mp3Header(binary.BigEndian.Uint32(head[i:]))
		if !h.ok() {
			continue
		}
		side := 32
		if h.version() != 3 {
			side = 17
		}
		if h.mono() {
			side = side/2 + 1
		}
		if x := i + 4 + side; x+12 <= len(head) && (string(head[x:x+4]) == "Xing" || string(head[x:x+4]) == "Info") && head[x+7]&1 == 1 {
			out.Duration = seconds(uint64(binary.BigEndian.Uint32(head[x+8:]))*h.samples(), h.rate())
			return nil
		}
		out.Duration, out.Estimated = seconds(uint64(s.size-start-int64(i))*8, h.bitRate()), true
		return nil
	}
	return errUnreadable
}
