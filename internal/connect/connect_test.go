package connect

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWindow(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	w := Window{Past: time.Hour, Future: time.Minute}
	for _, c := range []struct {
		off  time.Duration
		want Reason
	}{
		{0, ""},
		{time.Minute, ""},
		{time.Minute + 1, TimeFuture},
		{-time.Hour, ""},
		{-time.Hour - 1, TimePast},
		{math.MaxInt64, TimeFuture},
		{math.MinInt64, TimePast},
	} {
		r := w.Check(now.Add(c.off), now)
		if c.want == "" {
			require.Nil(t, r, c.off)
			continue
		}
		require.NotNil(t, r, c.off)
		require.Equal(t, c.want, r.Reason)
	}
	require.Nil(t, Window{}.Check(time.Time{}, now), "no limit to the past")
	require.NotNil(t, Window{}.Check(now.Add(1), now), "none of the future")
	require.Nil(t, DefaultWindow.Check(now.Add(30*time.Minute), now), "a clock that is half an hour wrong")
}

func TestRejectionsAreErrors(t *testing.T) {
	one := Reject(CRC, "校验错", "checksum is wrong").Of("dev").At("CP").Quote("1C08")
	err := fmt.Errorf("frame: %w", Rejections{one, Reject(NaN, "非数", "not a number")})
	require.Equal(t, CRC, ReasonOf(err))
	require.Equal(t, Reason(""), ReasonOf(errors.New("other")))
	require.ErrorContains(t, err, `crc: checksum is wrong at CP ("1C08"); nan: not a number`)
	require.Empty(t, Reject(CRC, "", "").Device, "copies do not change the original")
	var r *Rejection
	require.ErrorAs(t, err, &r)
	require.Equal(t, "校验错", r.Text.Zh)
}

func TestSamplesArePrintableAndShort(t *testing.T) {
	require.Equal(t, "a·b", Reject(NaN, "", "").Quote("a\nb").Sample)
	require.Equal(t, "液位", Reject(NaN, "", "").Quote("液位").Sample)
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		n := rapid.IntRange(3, 40).Draw(t, "n")
		got := printable(s, n)
		if len(got) > n || !utf8.ValidString(got) {
			t.Fatalf("%d bytes: %q", len(got), got)
		}
		for _, r := range got {
			if !unicode.IsGraphic(r) {
				t.Fatalf("%q in %q", r, got)
			}
		}
	})
}

func TestMissing(t *testing.T) {
	require.True(t, Observation{Value: math.NaN(), Quality: Bad}.Missing())
	require.False(t, Observation{Value: 0, Quality: Bad}.Missing())
}
