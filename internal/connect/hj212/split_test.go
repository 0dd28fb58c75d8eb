package hj212

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestStreams(t *testing.T) {
	v := vectors(t)
	a, b := v["2011 upload"], v["9014 data ack"]
	const n = "\r\n"
	for _, c := range []struct {
		name, stream string
		packets      int
		want         string
	}{
		{"two stuck together", a + n + b + n, 2, ""},
		{"no CR LF at all", a + b, 2, ""},
		{"only LF, blank lines, NULs", a + "\n\n\x00 " + b + "\n", 2, ""},
		{"lower-case checksum", a[:len(a)-4] + strings.ToLower(a[len(a)-4:]) + n, 1, ""},
		{"garbage before, between, after", "hello" + a + n + "xx" + b + n + "yy" + n, 2, "garbage garbage garbage"},
		{"a stretch of garbage is one", "hello" + n + "more" + n + "###" + "more" + a, 1, "garbage"},
		{"one # too many", "#" + a + n, 1, "garbage"},
		{"wrong checksum", a[:len(a)-4] + "0000" + n + b + n, 1, "crc"},
		{"one bit wrong", strings.Replace(a, "7.1", "7.2", 1) + n + b + n, 1, "crc"},
		{"two wrong are counted twice", strings.Repeat(a[:len(a)-4]+"0000"+n, 2) + b, 1, "crc crc"},
		{"length too long", "##0300" + a[6:] + n + b + n, 1, "length"},
		{"length too short", "##0200" + a[6:] + n + b + n, 1, "length"},
		{"length beyond the limit", "##9999" + a[6:] + n + b + n, 1, "too-large"},
		{"length no number", "##0x10" + a[6:] + n + b + n, 1, "garbage"},
		{"length signed", "##+218" + a[6:] + n + b + n, 1, "garbage"},
		{"cut, then a whole one", a[:100] + n + b + n, 1, "length"},
		{"cut, then a whole one at once", a[:100] + b + n, 1, "length"},
		{"ends inside", a + n + b[:50], 1, "truncated"},
		{"ends inside the head", a + n + "##0", 1, "truncated"},
		{"sound frame, senseless head", "##0000FFFF" + n + b + n, 1, "shape"},
		{"empty", "", 0, ""},
		{"only blanks", n + n, 0, ""},
		{"a flood of #", strings.Repeat("#", 10000) + n + b, 1, "garbage"},
	} {
		for _, size := range []int{1, 7, 1 << 20} {
			packets, rejections := split(c.stream, size)
			require.Equal(t, c.want, reasons(rejections), "%s, by %d: %v", c.name, size, rejections)
			require.Len(t, packets, c.packets, "%s, by %d", c.name, size)
		}
	}
	_, rejections := split(a[:len(a)-4]+"0000"+n, 100)
	require.Equal(t, "010000A8900016F000169DC0", rejections[0].Device, "the device is named where it can be guessed")
}

// Sound frames come through, all and in order, however much garbage without "##" stands between them and however the
// stream is cut.
func TestNothingGoodIsLost(t *testing.T) {
	var frames []string
	for _, f := range vectors(t) {
		frames = append(frames, f)
	}
	slices.Sort(frames)
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOfN(rapid.SampledFrom(frames), 0, 12).Draw(t, "frames")
		var b strings.Builder
		for _, f := range sent {
			junk := rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "junk")
			b.WriteString(strings.ReplaceAll(string(junk), "#", "+"))
			b.WriteString(f)
			b.WriteString(rapid.SampledFrom([]string{"\r\n", "\n", ""}).Draw(t, "end"))
		}
		packets, _ := split(b.String(), rapid.IntRange(1, 3000).Draw(t, "piece"))
		if len(packets) != len(sent) {
			t.Fatalf("%d of %d", len(packets), len(sent))
		}
		for i, p := range packets {
			if raw, err := p.Frame(); err != nil || string(raw) != sent[i]+"\r\n" {
				t.Fatalf("%s, sent %s, %v", raw, sent[i], err)
			}
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	var s Splitter
	for _, endless := range []string{"x", "#", "##2048", "##9999", "##0100\r", "##2048x"} {
		chunk := []byte(strings.Repeat(endless, 4096/len(endless)))
		for range 10 {
			s.Feed(chunk)
			for {
				if _, _, ok := s.Next(); !ok {
					break
				}
			}
		}
		require.LessOrEqual(t, len(s.buf), headBytes+MaxData+crcBytes, endless)
		require.LessOrEqual(t, cap(s.buf), 32<<10, endless)
	}
}
