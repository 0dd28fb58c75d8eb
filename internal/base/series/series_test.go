package series_test

import (
	"bufio"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/series"
)

var noon = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

func open(t testing.TB, dir string, c clock.Clock) *series.Store {
	t.Helper()
	s, err := series.Open(dir, series.Options{Clock: c})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func appendAll(t *testing.T, s *series.Store, batch ...series.Sample) int {
	t.Helper()
	left, err := s.Append(context.Background(), batch)
	require.NoError(t, err)
	return left
}

func TestLateRepeatedAndFarSamples(t *testing.T) {
	ctx, c := context.Background(), clock.NewFake(noon)
	s := open(t, t.TempDir(), c)
	at := func(d time.Duration, v float64) series.Sample {
		return series.Sample{Key: "p", At: noon.Add(d), Value: v}
	}

	require.Zero(t, appendAll(t, s, at(0, 1), at(time.Second, 2)))
	require.Zero(t, appendAll(t, s, at(-7*24*time.Hour, 3), at(-10*time.Minute, 4)), "a device that was cut off for a week")
	require.Zero(t, appendAll(t, s, at(0, 1), at(time.Second, 2)), "the same again")
	require.Equal(t, 1, appendAll(t, s, at(time.Second, 9)), "another value for a time that has one")
	require.Equal(t, 1, appendAll(t, s, at(-30*24*time.Hour, 5)), "a month late")

	require.Zero(t, appendAll(t, s, at(24*time.Hour, 6)), "a day ahead is cut back to an hour")
	require.Zero(t, appendAll(t, s, series.Sample{Key: "new", At: noon, Value: 7}), "and shuts nobody out")

	got, err := s.Range(ctx, "p", noon.Add(-8*24*time.Hour), noon.Add(48*time.Hour), 0)
	require.NoError(t, err)
	require.Equal(t, []series.Value{
		{At: noon.Add(-7 * 24 * time.Hour), Value: 3},
		{At: noon.Add(-10 * time.Minute), Value: 4},
		{At: noon, Value: 1},
		{At: noon.Add(time.Second), Value: 2},
		{At: noon.Add(time.Hour), Value: 6},
	}, got)
}

func TestStepsAgreeWithAPlainCount(t *testing.T) {
	ctx, c := context.Background(), clock.NewFake(noon)
	s := open(t, t.TempDir(), c)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		key := fmt.Sprint("p", n)
		values := rapid.SliceOfN(rapid.Float64Range(-100, 100), 1, 60).Draw(t, "values")
		step := time.Duration(rapid.IntRange(1, 20).Draw(t, "step")) * time.Second
		var batch []series.Sample
		for i, v := range values {
			batch = append(batch, series.Sample{Key: key, At: noon.Add(time.Duration(i) * time.Second), Value: v})
		}
		batch = append(batch, series.Sample{Key: key, At: noon.Add(time.Hour / 2), Value: math.NaN()})
		_, err := s.Append(ctx, batch)
		require.NoError(t, err)

		got, err := s.Steps(ctx, key, noon, noon.Add(time.Hour), step)
		require.NoError(t, err)
		var count int64
		for _, b := range got {
			sum, lo, hi, seen := 0.0, math.Inf(1), math.Inf(-1), int64(0)
			for i, v := range values {
				if at := noon.Add(time.Duration(i) * time.Second); !at.Before(b.At) && at.Before(b.At.Add(step)) {
					sum, lo, hi, seen = sum+v, min(lo, v), max(hi, v), seen+1
				}
			}
			require.Equal(t, seen, b.Count)
			require.Equal(t, lo, b.Min)
			require.Equal(t, hi, b.Max)
			require.InDelta(t, sum/float64(seen), b.Avg, 1e-9)
			count += seen
		}
		require.EqualValues(t, len(values), count)

		thin, err := s.Range(ctx, key, noon, noon.Add(time.Hour), step)
		require.NoError(t, err)
		require.LessOrEqual(t, len(thin), 2*len(got))
		lo, hi := math.Inf(1), math.Inf(-1)
		for i, v := range thin {
			require.True(t, i == 0 || thin[i-1].At.Before(v.At), "in order")
			lo, hi = min(lo, v.Value), max(hi, v.Value)
		}
		for _, v := range values {
			require.True(t, lo <= v && v <= hi, "the peaks stay")
		}
	})
}

func TestTooFineAStepIsRefused(t *testing.T) {
	s := open(t, t.TempDir(), clock.NewFake(noon))
	_, err := s.Steps(context.Background(), "p", noon.Add(-24*time.Hour), noon, time.Second)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	_, err = s.Range(context.Background(), "p", noon.Add(-24*time.Hour), noon, time.Second)
	require.Equal(t, fail.KindInvalid, fail.KindOf(err))
}

func TestManyValuesAreThinned(t *testing.T) {
	s := open(t, t.TempDir(), clock.NewFake(noon))
	var batch []series.Sample
	for i := range series.MaxValues + 10 {
		batch = append(batch, series.Sample{Key: "p", At: noon.Add(time.Duration(i-series.MaxValues) * time.Second), Value: float64(i % 7)})
	}
	appendAll(t, s, batch...)
	got, err := s.Range(context.Background(), "p", noon.Add(-24*time.Hour), noon.Add(time.Hour), 0)
	require.NoError(t, err)
	require.NotEmpty(t, got)
	require.LessOrEqual(t, len(got), series.MaxValues)
}

func TestLastAndRestart(t *testing.T) {
	ctx, c, dir := context.Background(), clock.NewFake(noon), t.TempDir()
	s := open(t, dir, c)
	appendAll(t, s,
		series.Sample{Key: "live", At: noon, Value: 1}, series.Sample{Key: "live", At: noon.Add(-time.Hour), Value: 9},
		series.Sample{Key: "quiet", At: noon.Add(-20 * time.Hour), Value: 2}, series.Sample{Key: "dead", At: noon.Add(-100 * time.Hour), Value: 3},
		series.Sample{Key: "broken", At: noon, Value: math.NaN()})
	require.NoError(t, s.Close())
	s = open(t, dir, c)
	got, err := s.Last(ctx, noon.Add(-48*time.Hour))
	require.NoError(t, err)
	require.True(t, math.IsNaN(got["broken"].Value))
	delete(got, "broken")
	require.Equal(t, map[string]series.Value{"live": {At: noon, Value: 1}, "quiet": {At: noon.Add(-20 * time.Hour), Value: 2}}, got)

	empty, err := open(t, t.TempDir(), c).Last(ctx, noon)
	require.NoError(t, err)
	require.Empty(t, empty)
}

const childDir = "ANLAN_SERIES_CHILD"

// TestMain turns the test into the process to be killed when childDir is set.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		child(dir)
	}
	os.Exit(m.Run())
}

// child appends one sample after the other, late and in order by turns, and says so when each is committed.
func child(dir string) {
	s, err := series.Open(dir, series.Options{})
	if err != nil {
		panic(err)
	}
	start := time.Now().Add(-time.Hour)
	for i := 0; ; i++ {
		at := start.Add(time.Duration(i) * time.Millisecond)
		batch := []series.Sample{{Key: "in order", At: at, Value: float64(i)}, {Key: "late", At: start.Add(-time.Duration(i) * time.Millisecond), Value: float64(i)}}
		if left, err := s.Append(context.Background(), batch); err != nil || left != 0 {
			panic(fmt.Sprint(left, err))
		}
		fmt.Println(i)
	}
}

func TestCommittedSamplesSurviveAKilledProcess(t *testing.T) {
	dir := t.TempDir()
	for round := range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childDir+"="+dir+strconv.Itoa(round))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		acked := -1
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			acked, err = strconv.Atoi(lines.Text())
			require.NoError(t, err)
			if acked == 200+150*round {
				require.NoError(t, cmd.Process.Kill())
			}
		}
		require.Error(t, cmd.Wait())

		s := open(t, dir+strconv.Itoa(round), nil)
		for _, key := range []string{"in order", "late"} {
			got, err := s.Range(context.Background(), key, time.Now().Add(-2*time.Hour), time.Now(), 0)
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(got), acked+1, key)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	c := clock.NewFake(noon)
	s := open(b, b.TempDir(), c)
	batch := make([]series.Sample, 3000)
	for i := range batch {
		batch[i].Key = fmt.Sprint("point-", i)
	}
	n := 0
	for b.Loop() {
		c.Advance(time.Second)
		for i := range batch {
			batch[i].At, batch[i].Value = c.Now(), float64(i+n%17)
		}
		n++
		if left, err := s.Append(context.Background(), batch); err != nil || left > 0 {
			b.Fatal(left, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n)/3000, "ns/sample")
}
