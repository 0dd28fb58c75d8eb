package media_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/media"
)

// field is one EXIF field with its content as TIFF 6.0 lays it out.
type field struct {
	tag, kind uint16
	count     uint32
	data      []byte
}

var be = binary.BigEndian

func ascii(tag uint16, s string) field {
	return field{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}
func short(tag, v uint16) field { return field{tag, 3, 1, be.AppendUint16(nil, v)} }
func single(tag uint16, v byte) field {
	return field{tag, 1, 1, []byte{v}}
}

func rationals(tag uint16, v ...uint32) field {
	var b []byte
	for _, n := range v {
		b = be.AppendUint32(b, n)
	}
	return field{tag, 5, uint32(len(v) / 2), b}
}

// ifd lays out one directory that begins at an offset; sub-directories follow it, by the tag that points to them.
func ifd(at uint32, fields []field, subs map[uint16][]field, order []uint16) []byte {
	n := len(fields) + len(order)
	head := be.AppendUint16(nil, uint16(n))
	data := at + 2 + uint32(n)*12 + 4
	var tail []byte
	put := func(f field) {
		head = be.AppendUint32(be.AppendUint16(be.AppendUint16(head, f.tag), f.kind), f.count)
		if len(f.data) <= 4 {
			head = append(head, append(f.data, make([]byte, 4-len(f.data))...)...)
			return
		}
		head = be.AppendUint32(head, data+uint32(len(tail)))
		tail = append(tail, f.data...)
		if len(tail)%2 == 1 {
			tail = append(tail, 0)
		}
	}
	for _, f := range fields {
		put(f)
	}
	for _, tag := range order {
		place := data + uint32(len(tail))
		tail = append(tail, ifd(place, subs[tag], nil, nil)...)
		put(field{tag, 4, 1, be.AppendUint32(nil, place)})
	}
	return append(be.AppendUint32(head, 0), tail...)
}

// degrees are a number as three rationals, to a ten-thousandth of a second.
func degrees(v float64) []uint32 {
	v = math.Abs(v)
	d := math.Floor(v)
	m := math.Floor((v - d) * 60)
	s := (v - d - m/60) * 3600
	return []uint32{uint32(d), 1, uint32(m), 1, uint32(math.Round(s * 10000)), 10000}
}

type shot struct {
	orientation        uint16
	taken, offset      string
	lon, lat, alt      float64
	gpsDate            string
	gpsH, gpsM, gpsSec uint32
	model              string
}

func (s shot) exif() []byte {
	ew, ns, below := "E", "N", byte(0)
	if s.lon < 0 {
		ew = "W"
	}
	if s.lat < 0 {
		ns = "S"
	}
	if s.alt < 0 {
		below = 1
	}
	own := []field{ascii(0x9003, s.taken)}
	if s.offset != "" {
		own = append(own, ascii(0x9011, s.offset))
	}
	gps := []field{
		ascii(1, ns), rationals(2, degrees(s.lat)...), ascii(3, ew), rationals(4, degrees(s.lon)...), single(5, below), rationals(6, uint32(math.Abs(s.alt)*100), 100),
		rationals(7, s.gpsH, 1, s.gpsM, 1, s.gpsSec, 1), ascii(0x1d, s.gpsDate),
	}
	return append([]byte("MM\x00*\x00\x00\x00\x08"), ifd(8, []field{ascii(0x10f, "安澜"), ascii(0x110, s.model), short(0x112, s.orientation)}, map[uint16][]field{0x8769: own, 0x8825: gps}, []uint16{0x8769, 0x8825})...)
}

// withEXIF puts EXIF into a JPEG.
func withEXIF(jpg, exif []byte) []byte {
	app1 := append([]byte("Exif\x00\x00"), exif...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, be.AppendUint16(nil, uint16(len(app1)+2))...)
	return append(append(out, app1...), jpg[2:]...)
}

// corners is a picture of w×h with a red top left quarter, on white.
func corners(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.White)
			if x < w/2 && y < h/2 {
				m.Set(x, y, color.RGBA{R: 255, A: 255})
			}
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, nil))
	return b.Bytes()
}

func TestEXIFTellsWhenWhereAndByWhat(t *testing.T) {
	plain := jpegOf(t, corners(64, 32))
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(t, "at"), 0).UTC()
		fix := time.Unix(rapid.Int64Range(946684800, 4102444800).Draw(t, "fix"), 0).UTC()
		s := shot{
			orientation: rapid.Uint16Range(1, 8).Draw(t, "orientation"), model: "BC-7",
			lon: rapid.Float64Range(-180, 180).Draw(t, "lon"), lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), alt: rapid.Float64Range(-400, 8000).Draw(t, "alt"),
			gpsDate: fix.Format("2006:01:02"), gpsH: uint32(fix.Hour()), gpsM: uint32(fix.Minute()), gpsSec: uint32(fix.Second()),
		}
		zone := time.FixedZone("", 8*3600)
		if known := rapid.Bool().Draw(t, "known"); known {
			zone = time.FixedZone("", 60*rapid.IntRange(-12*60, 14*60).Draw(t, "offset"))
			s.offset = at.In(zone).Format("-07:00")
		}
		s.taken = at.In(zone).Format("2006:01:02 15:04:05")
		got, err := media.ReadImage(bytes.NewReader(withEXIF(plain, s.exif())))
		require.NoError(t, err)
		w, h := 64, 32
		if s.orientation >= 5 {
			w, h = h, w
		}
		require.Equal(t, []any{media.JPEG, w, h, int(s.orientation), "安澜", "BC-7"}, []any{got.Kind, got.Width, got.Height, got.Orientation, got.Make, got.Model})
		require.Equal(t, at, got.Taken)
		require.Equal(t, s.offset != "", got.OffsetKnown)
		require.Equal(t, fix, got.Satellite)
		if got.Position == nil {
			require.Less(t, math.Abs(s.lon)+math.Abs(s.lat), 1e-6, "0, 0 is no fix")
			return
		}
		require.InDelta(t, s.lon, got.Position.Lon, 1e-6)
		require.InDelta(t, s.lat, got.Position.Lat, 1e-6)
		require.InDelta(t, s.alt, *got.Altitude, 0.011)
	})
}

func TestPicturesWithoutMetadata(t *testing.T) {
	m := corners(30, 20)
	var p, g bytes.Buffer
	require.NoError(t, png.Encode(&p, m))
	require.NoError(t, gif.Encode(&g, m, nil))
	for kind, b := range map[media.Kind][]byte{media.JPEG: jpegOf(t, m), media.PNG: p.Bytes(), media.GIF: g.Bytes()} {
		got, err := media.ReadImage(bytes.NewReader(b))
		require.NoError(t, err, kind)
		require.Equal(t, media.Image{Kind: kind, Width: 30, Height: 20, Orientation: 1}, got)
	}
	for _, b := range [][]byte{nil, []byte("text"), []byte("\xff\xd8\xff"), p.Bytes()[:20], []byte("\x00\x00\x00\x18ftypmp42")} {
		_, err := media.ReadImage(bytes.NewReader(b))
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), "%q: %v", b, err)
	}
}

// TestPreviewIsTurned looks where the red quarter is after each orientation, and that the picture was made small.
func TestPreviewIsTurned(t *testing.T) {
	plain := jpegOf(t, corners(1600, 800))
	quarter := map[uint16]image.Point{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}}
	for o, want := range quarter {
		var out bytes.Buffer
		require.NoError(t, media.Preview(bytes.NewReader(withEXIF(plain, shot{orientation: o}.exif())), &out))
		got, err := jpeg.Decode(bytes.NewReader(out.Bytes()))
		require.NoError(t, err)
		size := image.Pt(640, 320)
		if o >= 5 {
			size = image.Pt(320, 640)
		}
		require.Equal(t, size, got.Bounds().Size(), o)
		for _, q := range []image.Point{{0, 0}, {1, 0}, {0, 1}, {1, 1}} {
			_, g, _, _ := got.At(size.X*(1+2*q.X)/4, size.Y*(1+2*q.Y)/4).RGBA()
			require.Equal(t, q == want, g < 0x4000, "orientation %d, quarter %v", o, q)
		}
		info, err := media.ReadImage(bytes.NewReader(out.Bytes()))
		require.NoError(t, err)
		require.Equal(t, media.Image{Kind: media.JPEG, Width: size.X, Height: size.Y, Orientation: 1}, info, "no position, no time, no camera goes along")
	}
}

func TestPreviewOfSmallAndTransparent(t *testing.T) {
	var p, out bytes.Buffer
	require.NoError(t, png.Encode(&p, image.NewNRGBA(image.Rect(0, 0, 9, 1))))
	require.NoError(t, media.Preview(bytes.NewReader(p.Bytes()), &out))
	got, err := jpeg.Decode(&out)
	require.NoError(t, err)
	require.Equal(t, image.Pt(9, 1), got.Bounds().Size())
	r, _, _, _ := got.At(4, 0).RGBA()
	require.Greater(t, r, uint32(0xf000), "on white")
}

// TestABombIsNotDecoded is a PNG of a few bytes that says it has 60,000 × 60,000 pixels.
func TestABombIsNotDecoded(t *testing.T) {
	ihdr := append([]byte("IHDR"), be.AppendUint32(be.AppendUint32(nil, 60000), 60000)...)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	b = be.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
	b = append(b, "\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e"...)
	err := media.Preview(bytes.NewReader(b), io.Discard)
	require.Equal(t, "media.too-many-pixels", fail.As(err).Code)
}

// TestAnErrorOfTheStreamIsNotADamagedPicture: a blob that was altered must be said to be so.
func TestAnErrorOfTheStreamIsNotADamagedPicture(t *testing.T) {
	altered := fail.Internal("blob.altered", "已改动", "altered")
	b := withEXIF(jpegOf(t, corners(900, 900)), shot{orientation: 6}.exif())
	for _, good := range []int{0, 10, 100, 600, 2000} {
		_, err := media.ReadImage(&breaking{bytes.NewReader(b), good, altered})
		if good < 100 {
			require.ErrorIs(t, err, altered, good)
		}
		require.ErrorIs(t, media.Preview(&breaking{bytes.NewReader(b), good, altered}, io.Discard), altered, good)
	}
	_, err := media.ReadRecording(&breaking{bytes.NewReader(mp4(1, 1, 1, nil)), 10, altered})
	require.ErrorIs(t, err, altered)
}

// breaking fails behind its first good bytes.
type breaking struct {
	*bytes.Reader
	good int
	err  error
}

func (b *breaking) Read(p []byte) (int, error) {
	at, _ := b.Seek(0, io.SeekCurrent)
	if at+int64(len(p)) > int64(b.good) {
		if at >= int64(b.good) {
			return 0, b.err
		}
		p = p[:int64(b.good)-at]
	}
	return b.Reader.Read(p)
}

func FuzzImage(f *testing.F) {
	plain := jpegOf(f, corners(16, 8))
	f.Add(withEXIF(plain, shot{orientation: 6, taken: "2026:03:02 08:30:00", lon: 123.4, lat: 41.8, model: "m", gpsDate: "2026:03:02"}.exif()))
	f.Add(plain)
	var p bytes.Buffer
	require.NoError(f, png.Encode(&p, corners(4, 4)))
	f.Add(p.Bytes())
	f.Add([]byte("RIFF\x24\x00\x00\x00WEBPVP8 "))
	f.Add([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x10meta"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := media.ReadImage(bytes.NewReader(b))
		if err != nil {
			if fail.KindOf(err) != fail.KindInvalid {
				t.Fatalf("%v", err)
			}
		} else if got.Width <= 0 || got.Height <= 0 || got.Orientation < 1 || got.Orientation > 8 || got.Position != nil && !got.Position.Valid() {
			t.Fatalf("%+v", got)
		}
		if int64(got.Width)*int64(got.Height) < 1<<20 {
			if err := media.Preview(bytes.NewReader(b), io.Discard); err != nil && fail.KindOf(err) != fail.KindInvalid {
				t.Fatalf("%v", err)
			}
		}
	})
}
