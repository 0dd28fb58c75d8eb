package media_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/media"
)

func box(name string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(be.AppendUint32(nil, uint32(8+len(body))), name...), body...)
}

func u32(v ...uint32) (b []byte) {
	for _, n := range v {
		b = be.AppendUint32(b, n)
	}
	return b
}

func u64(v uint64) []byte { return be.AppendUint64(nil, v) }

var from1904 = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)

// mp4 is a film with moov at its end, as cameras write it.
func mp4(created, scale uint32, duration uint32, more []byte) []byte {
	return bytes.Join([][]byte{
		box("ftyp", []byte("mp42\x00\x00\x00\x00mp42isom")), box("mdat", make([]byte, 1000)),
		box("moov", box("mvhd", u32(0, created, created, scale, duration), make([]byte, 80)), box("trak", make([]byte, 50)), more),
	}, nil)
}

func read(t require.TestingT, b []byte) media.Recording {
	got, err := media.ReadRecording(bytes.NewReader(b))
	require.NoError(t, err)
	return got
}

func TestMP4(t *testing.T) {
	place := &geo.Point{Lon: 123.4066, Lat: 41.788}
	xyz := box("udta", box("\xa9xyz", []byte("\x00\x12\x15\xc7+41.7880+123.4066/")))
	keys := box("meta", box("hdlr", make([]byte, 25)), box("keys", u32(0, 2), box("mdta", []byte("com.apple.quicktime.creationdate")), box("mdta", []byte("com.apple.quicktime.location.ISO6709"))),
		box("ilst", box("\x00\x00\x00\x01", box("data", u32(1, 0), []byte("2026-03-02T08:30:00+0800"))), box("\x00\x00\x00\x02", box("data", u32(1, 0), []byte("+41.7880+123.4066+050.000/")))))
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 1900000000).Draw(t, "at"), 0).UTC()
		created := uint32(at.Unix() - from1904.Unix())
		scale := rapid.Uint32Range(1, 90000).Draw(t, "scale")
		ticks := rapid.Uint32Range(1, math.MaxUint32-1).Draw(t, "ticks")
		want := media.Recording{Kind: media.MP4, Created: at, Duration: time.Duration(float64(ticks) / float64(scale) * float64(time.Second))}
		if want.Duration > 10*365*24*time.Hour {
			want.Duration = 0
		}
		require.Equal(t, want, read(t, mp4(created, scale, ticks, nil)))
		want.Position = place
		require.Equal(t, want, read(t, mp4(created, scale, ticks, xyz)))
		want.Created = time.Date(2026, 3, 2, 0, 30, 0, 0, time.UTC)
		require.Equal(t, want, read(t, mp4(created, scale, ticks, keys)))
	})
	// Version 1 has times of 8 bytes; a large box has its size in 8 bytes more.
	v1 := bytes.Join([][]byte{
		box("ftyp", []byte("isom\x00\x00\x00\x00")), append(append(u32(1), "mdat"...), append(u64(16+100), make([]byte, 100)...)...),
		box("moov", box("mvhd", u32(1<<24), u64(3800000000), u64(3800000000), u32(1000), u64(61500), make([]byte, 80))),
	}, nil)
	require.Equal(t, media.Recording{Kind: media.MP4, Created: from1904.Add(3800000000 * time.Second), Duration: 61500 * time.Millisecond}, read(t, v1))
	// A fragmented film tells its length in mehd; one that does not know it has all ones.
	require.Equal(t, 7*time.Second, read(t, mp4(0, 1000, 0, box("mvex", box("mehd", u32(0, 7000))))).Duration)
	require.Zero(t, read(t, mp4(0, 1000, math.MaxUint32, nil)).Duration)
	// Power was lost before moov was written.
	_, err := media.ReadRecording(bytes.NewReader(mp4(1, 1, 1, nil)[:500]))
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func el(id uint32, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(bytes.TrimLeft(u32(id), "\x00"), 0x08, 0, 0, byte(len(body)>>8), byte(len(body))), body...)
}

func unknownSize(id uint32, parts ...[]byte) []byte {
	return append(append(bytes.TrimLeft(u32(id), "\x00"), 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), bytes.Join(parts, nil)...)
}

func TestWebM(t *testing.T) {
	head := el(0x1A45DFA3, el(0x4282, []byte("webm")))
	at := time.Date(2026, 3, 2, 0, 30, 0, 0, time.UTC)
	date := el(0x4461, u64(uint64(at.Sub(time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)))))
	scale := el(0x2AD7B1, u32(1_000_000))
	told := append(bytes.Clone(head), el(0x18538067, el(0x1549A966, scale, date, el(0x4489, u64(math.Float64bits(90500)))), el(0x1F43B675, el(0xE7, u32(0))))...)
	require.Equal(t, media.Recording{Kind: media.WebM, Created: at, Duration: 90500 * time.Millisecond}, read(t, told))
	short := append(bytes.Clone(head), el(0x18538067, el(0x1549A966, scale, el(0x4489, u32(math.Float32bits(90500)))))...)
	require.Equal(t, 90500*time.Millisecond, read(t, short).Duration)
	// As a browser records it: nothing has a known size, the length is not told.
	clusters := [][]byte{el(0x1549A966, scale)}
	for ms := uint32(0); ms <= 60000; ms += 5000 {
		clusters = append(clusters, unknownSize(0x1F43B675, el(0xE7, u32(ms)), el(0xA3, bytes.Repeat([]byte{7}, 3000))))
	}
	live := append(bytes.Clone(head), unknownSize(0x18538067, clusters...)...)
	require.Equal(t, media.Recording{Kind: media.WebM, Duration: time.Minute, Estimated: true}, read(t, live))
	require.Equal(t, 55*time.Second, read(t, live[:len(live)-3020]).Duration, "cut off: the last cluster that is there")
}

func TestWAV(t *testing.T) {
	wav := func(size uint32, data int) []byte {
		le := binary.LittleEndian
		fmtChunk := le.AppendUint16(le.AppendUint32(le.AppendUint32(le.AppendUint16(le.AppendUint16(nil, 1), 1), 8000), 16000), 2)
		fmtChunk = le.AppendUint16(fmtChunk, 16)
		b := append([]byte("RIFF\x00\x00\x00\x00WAVELIST\x03\x00\x00\x00abc\x00fmt \x10\x00\x00\x00"), fmtChunk...)
		return append(append(append(b, "data"...), le.AppendUint32(nil, size)...), make([]byte, data)...)
	}
	require.Equal(t, media.Recording{Kind: media.WAV, Duration: 2 * time.Second}, read(t, wav(32000, 32000)))
	require.Equal(t, media.Recording{Kind: media.WAV, Duration: time.Second, Estimated: true}, read(t, wav(math.MaxUint32, 16000)), "power was lost")
}

func TestMP3(t *testing.T) {
	frame := u32(0xFFFB9064) // MPEG 1 layer III, 128 kbit/s, 44.1 kHz, joint stereo
	id3 := append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"), make([]byte, 128)...)
	cbr := append(bytes.Clone(id3), append(bytes.Clone(frame), make([]byte, 160000-4)...)...)
	require.Equal(t, media.Recording{Kind: media.MP3, Duration: 10 * time.Second, Estimated: true}, read(t, cbr))
	vbr := append(bytes.Clone(frame), make([]byte, 32)...)
	vbr = append(append(append(vbr, "Xing"...), u32(1, 4410)...), make([]byte, 400)...)
	require.Equal(t, media.Recording{Kind: media.MP3, Duration: time.Duration(4410 * 1152 / 44100.0 * float64(time.Second))}, read(t, vbr))
}

func FuzzRecording(f *testing.F) {
	f.Add(mp4(1, 1000, 1000, box("udta", box("\xa9xyz", []byte("\x00\x12\x15\xc7+41.7880+123.4066/")))))
	f.Add(mp4(1, 1000, 0, box("mvex", box("mehd", u32(0, 7000)))))
	f.Add(mp4(1, 1, 1, box("meta", box("hdlr"), box("keys", u32(0, 1), box("mdta", []byte("x"))), box("ilst", box("\x00\x00\x00\x01", box("data", u32(1, 0)))))))
	f.Add(append(el(0x1A45DFA3), unknownSize(0x18538067, el(0x1549A966), unknownSize(0x1F43B675, el(0xE7, u32(1))))...))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00"))
	f.Add(append(u32(0xFFFB9064), make([]byte, 100)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := media.ReadRecording(bytes.NewReader(b))
		if err != nil {
			if fail.KindOf(err) != fail.KindInvalid {
				t.Fatalf("%v", err)
			}
			return
		}
		if got.Duration < 0 || got.Duration > 10*366*24*time.Hour || got.Position != nil && !got.Position.Valid() {
			t.Fatalf("%+v", got)
		}
	})
}
