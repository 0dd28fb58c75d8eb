package media

import (
	"encoding/binary"
	"regexp"
	"strconv"
	"time"

	"anlan/internal/base/geo"
)

// box is one box of an ISO base media file (ISO/IEC 14496-12): a size, a name of four letters, and what is in it.
type box struct {
	name       string
	begin, end int64 // of what is in it
}

// maxBoxes is how many boxes are looked at before a file is given up as damaged.
const maxBoxes = 20_000

// boxes calls each for the boxes between two offsets until it says stop.
func (s *source) boxes(from, to int64, left *int, each func(box) (stop bool, err error)) error {
	for at := from; at+8 <= to; {
		if *left--; *left < 0 {
			return errUnreadable
		}
		b, err := s.at(at, 8)
		if err != nil {
			return err
		}
		size, head := int64(binary.BigEndian.Uint32(b)), int64(8)
		switch size {
		case 0:
			size = to - at
		case 1:
			if b, err = s.at(at+8, 8); err != nil {
				return err
			}
			size, head = int64(binary.BigEndian.Uint64(b)), 16
			if b, err = s.at(at, 8); err != nil {
				return err
			}
		}
		if size < head || size > to-at {
			if string(b[4:]) == "mdat" { // cut off while it was written
				return nil
			}
			return errUnreadable
		}
		if stop, err := each(box{string(b[4:8]), at + head, at + size}); stop || err != nil {
			return err
		}
		at += size
	}
	return nil
}

// mp4 finds moov, wherever it stands, and reads mvhd, the length of a fragmented film, and where it was taken.
func (s *source) mp4(out *Recording) error {
	left, found := maxBoxes, false
	var scale uint64
	err := s.boxes(0, s.size, &left, func(b box) (bool, error) {
		if b.name != "moov" {
			return false, nil
		}
		found = true
		return true, s.boxes(b.begin, b.end, &left, func(b box) (bool, error) {
			switch b.name {
			case "mvhd":
				var err error
				scale, err = s.mvhd(b, out)
				return false, err
			case "mvex":
				return false, s.boxes(b.begin, b.end, &left, func(b box) (bool, error) {
					if b.name == "mehd" && out.Duration == 0 {
						n, err := s.versioned(b, 4, 4, 8)
						out.Duration = seconds(n, scale)
						return true, err
					}
					return false, nil
				})
			case "udta":
				return false, s.boxes(b.begin, b.end, &left, func(b box) (bool, error) { return false, s.userData(b, out) })
			case "meta":
				return false, s.keyed(b, &left, out)
			}
			return false, nil
		})
	})
	if err == nil && !found {
		err = errUnreadable
	}
	return err
}

// since1904 is the beginning of time in these files.
var since1904 = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)

// mvhd: version and flags, creation, modification, time scale, duration; times and duration of 4 bytes in version 0, of 8
// in version 1.
func (s *source) mvhd(b box, out *Recording) (scale uint64, err error) {
	created, err := s.versioned(b, 4, 4, 8)
	if err != nil {
		return 0, err
	}
	// Behind two times stands the scale, of 4 bytes in both versions.
	v, err := s.at(b.begin, 1)
	if err != nil {
		return 0, err
	}
	at, width, none := b.begin+12, 4, uint64(1<<32-1)
	if v[0] == 1 {
		at, width, none = b.begin+20, 8, 1<<64-1
	}
	raw, err := s.at(at, 4+width)
	if err != nil {
		return 0, err
	}
	scale = uint64(binary.BigEndian.Uint32(raw))
	n := uint64(binary.BigEndian.Uint32(raw[4:]))
	if width == 8 {
		n = binary.BigEndian.Uint64(raw[4:])
	}
	if n != none { // all ones: the device did not know
		out.Duration = seconds(n, scale)
	}
	if created > 0 && created < 1<<33 { // until the year 2176
		out.Created = since1904.Add(time.Duration(created) * time.Second)
	}
	return scale, nil
}

// versioned reads a number that stands at an offset and is wider in version 1 of a box.
func (s *source) versioned(b box, offset int64, width0, width1 int) (uint64, error) {
	v, err := s.at(b.begin, 1)
	if err != nil {
		return 0, err
	}
	width := width0
	if v[0] == 1 {
		width = width1
	}
	raw, err := s.at(b.begin+offset, width)
	if err != nil {
		return 0, err
	}
	if width == 8 {
		return binary.BigEndian.Uint64(raw), nil
	}
	return uint64(binary.BigEndian.Uint32(raw)), nil
}

// userData: ©xyz holds a length, a language and a place (QuickTime, and phones with Android).
func (s *source) userData(b box, out *Recording) error {
	if b.name != "\xa9xyz" || b.end-b.begin < 5 || b.end-b.begin > 200 {
		return nil
	}
	raw, err := s.at(b.begin+4, int(b.end-b.begin-4))
	if err != nil {
		return err
	}
	out.place(text(raw))
	return nil
}

// keyed reads QuickTime metadata: keys gives names in order, ilst values by their number from 1.
func (s *source) keyed(meta box, left *int, out *Recording) error {
	var keys []string
	begin := meta.begin
	if b, err := s.at(begin, 8); err == nil && string(b[4:]) != "hdlr" && string(b[4:]) != "keys" {
		begin += 4 // in ISO files this box has a version
	}
	return s.boxes(begin, meta.end, left, func(b box) (bool, error) {
		switch b.name {
		case "keys":
			return false, s.boxes(b.begin+8, b.end, left, func(k box) (bool, error) {
				raw, err := s.at(k.begin, int(min(k.end-k.begin, 100)))
				keys = append(keys, string(raw))
				return false, err
			})
		case "ilst":
			return false, s.boxes(b.begin, b.end, left, func(item box) (bool, error) {
				n := binary.BigEndian.Uint32([]byte(item.name))
				if n == 0 || int64(n) > int64(len(keys)) {
					return false, nil
				}
				return false, s.boxes(item.begin, item.end, left, func(d box) (bool, error) {
					if d.name != "data" || d.end-d.begin < 8 {
						return false, nil
					}
					raw, err := s.at(d.begin+8, int(min(d.end-d.begin-8, 200)))
					out.key(keys[n-1], text(raw))
					return true, err
				})
			})
		}
		return false, nil
	})
}

func (out *Recording) key(name, value string) {
	switch name {
	case "com.apple.quicktime.location.ISO6709":
		out.place(value)
	case "com.apple.quicktime.creationdate":
		for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
			if at, err := time.Parse(layout, value); err == nil {
				out.Created = at.UTC()
			}
		}
	}
}

// iso6709 is a place as +41.7880+123.4066, with or without a height.
var iso6709 = regexp.MustCompile(`^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)`)

func (out *Recording) place(s string) {
	m := iso6709.FindStringSubmatch(s)
	if m == nil {
		return
	}
	lat, err1 := strconv.ParseFloat(m[1], 64)
	lon, err2 := strconv.ParseFloat(m[2], 64)
	if p := (geo.Point{Lon: lon, Lat: lat}); err1 == nil && err2 == nil && p.Valid() && p != (geo.Point{}) {
		out.Position = &p
	}
}
