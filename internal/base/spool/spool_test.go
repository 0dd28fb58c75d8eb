package spool

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/clock"
)

var noon = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

// got opens the spool and returns what it hands out again.
func got(t require.TestingT, dir string, o Options) (*Spool, map[uint64]string, []Damage) {
	out := map[uint64]string{}
	s, damage, err := Open(dir, o, func(n uint64, r []byte) error {
		out[n] = string(r)
		return nil
	})
	require.NoError(t, err)
	return s, out, damage
}

func appendAll(t require.TestingT, s *Spool, texts ...string) uint64 {
	var records [][]byte
	for _, x := range texts {
		records = append(records, []byte(x))
	}
	n, err := s.Append(records)
	require.NoError(t, err)
	return n
}

func named(boot string) func() string { return func() string { return boot } }

// TestOnlyWhatIsNotDoneComesAgain plays appends, Done, orderly ends, kills and restarts of the machine against a plain list.
func TestOnlyWhatIsNotDoneComesAgain(t *testing.T) {
	rounds := 0
	rapid.Check(t, func(t *rapid.T) {
		rounds++
		dir, err := os.MkdirTemp("", "spool")
		require.NoError(t, err)
		defer os.RemoveAll(dir)
		c := clock.NewFake(noon)
		boot := "1"
		open := func() (*Spool, map[uint64]string) {
			s, again, damage := got(t, dir, Options{Clock: c, Boot: named(boot)})
			require.Empty(t, damage)
			return s, again
		}
		s, _ := open()
		written, done, noted := map[uint64]string{}, uint64(0), uint64(0)
		n := 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0, 1:
				var texts []string
				for range rapid.IntRange(1, 5).Draw(t, "records") {
					n++
					texts = append(texts, fmt.Sprint("record ", n, strings.Repeat("x", n%50)))
				}
				last := appendAll(t, s, texts...)
				for i, x := range texts {
					written[last-uint64(len(texts)-1-i)] = x
				}
			case 2:
				if len(written) > 0 {
					done = max(done, rapid.Uint64Range(0, uint64(len(written))).Draw(t, "done"))
					c.Advance(time.Second)
					require.NoError(t, s.Done(done))
					noted = done
				}
			default: // killed, ended in order, or the machine was started again
				how := rapid.IntRange(0, 2).Draw(t, "end")
				from := noted
				if how == 1 {
					require.NoError(t, s.Close())
				} else {
					require.NoError(t, s.file.Close())
				}
				if how == 2 {
					boot += "1"
					from, noted, done = 0, 0, 0
				}
				var again map[uint64]string
				s, again = open()
				for number, text := range written {
					if number > from {
						require.Equal(t, text, again[number])
					} else {
						require.NotContains(t, again, number)
					}
				}
				require.EqualValues(t, len(written)+1, s.Next(), "no number is given twice")
			}
		}
		require.NoError(t, s.Close())
	})
}

func TestFilesGoWhenTheirTimeIsOver(t *testing.T) {
	dir, c := t.TempDir(), clock.NewFake(noon)
	s, _, _ := got(t, dir, Options{Clock: c, Boot: named("1")})
	big := string(bytes.Repeat([]byte{'x'}, 3<<20))
	for range 20 {
		appendAll(t, s, big)
	}
	files := func() int {
		list, err := filepath.Glob(filepath.Join(dir, "*"+ending))
		require.NoError(t, err)
		return len(list)
	}
	require.Equal(t, 4, files())
	c.Advance(59 * time.Second)
	require.NoError(t, s.Done(20))
	require.Equal(t, 4, files(), "a power cut may yet take what was made of them")
	c.Advance(2 * time.Second)
	require.NoError(t, s.Done(20))
	require.Equal(t, 1, files())
	require.NoError(t, s.Close())
	_, again, _ := got(t, dir, Options{Clock: c, Boot: named("1")})
	require.Empty(t, again)
}

// disk is a disk whose power can be cut: what was not synced is gone then but for a random part of it.
type disk struct{ files []*drive }

type drive struct {
	path   string
	synced []byte
	loose  []byte
	fail   func() error
}

func (d *disk) create(fail func() error) func(string) (File, error) {
	return func(path string) (File, error) {
		f := &drive{path: path, fail: fail}
		d.files = append(d.files, f)
		return f, os.WriteFile(path, nil, 0o600)
	}
}

func (f *drive) Write(b []byte) (int, error) {
	if err := f.fail(); err != nil {
		n := len(b) / 2
		f.loose = append(f.loose, b[:n]...)
		return n, err
	}
	f.loose = append(f.loose, b...)
	return len(b), nil
}

func (f *drive) Sync() error {
	if err := f.fail(); err != nil {
		return err
	}
	f.synced = append(f.synced, f.loose...)
	f.loose = nil
	return nil
}

func (f *drive) Close() error { return nil }

func (d *disk) cut(r *rand.Rand) error {
	for _, f := range d.files {
		b := append(bytes.Clone(f.synced), f.loose[:r.IntN(len(f.loose)+1)]...)
		if n := len(b) - len(f.synced); n > 0 && r.IntN(2) == 0 { // and torn
			b[len(f.synced)+r.IntN(n)] ^= 1 << r.IntN(8)
		}
		if err := os.WriteFile(f.path, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// seeds is how many are tried; the long form is for make fault.
func seeds(long int) int {
	if os.Getenv("ANLAN_FAULT") != "long" {
		return 60
	}
	return long
}

// TestPowerCut: whatever was acknowledged is handed out again, whole, after the power was cut at any moment; nothing else is
// but what was under way, and that whole.
func TestPowerCut(t *testing.T) {
	for seed := range seeds(1000) {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		dir, d, calls := t.TempDir(), &disk{}, 0
		at := 1 + r.IntN(40)
		stop := errors.New("power")
		s, _, _ := got(t, dir, Options{Clock: clock.NewFake(noon), Boot: named("1"), Create: d.create(func() error {
			if calls++; calls >= at {
				return stop
			}
			return nil
		})})
		acked, tried := map[string]bool{}, map[string]bool{}
		for i := range 25 {
			var records [][]byte
			for k := range 1 + r.IntN(4) {
				x := fmt.Sprint(seed, i, k, string(bytes.Repeat([]byte{'y'}, r.IntN(200))))
				tried[x] = true
				records = append(records, []byte(x))
			}
			if _, err := s.Append(records); err != nil {
				_, err = s.Append([][]byte{[]byte("more")})
				require.Error(t, err, "nothing is taken after a failure")
				break
			}
			for _, x := range records {
				acked[string(x)] = true
			}
		}
		require.NoError(t, d.cut(r))
		after, again, damage := got(t, dir, Options{Clock: clock.NewFake(noon), Boot: named("2")})
		have := map[string]bool{}
		for _, x := range again {
			require.True(t, tried[x], "seed %d: something that was never written", seed)
			have[x] = true
		}
		for x := range acked {
			require.True(t, have[x], "seed %d: an acknowledged record is lost", seed)
		}
		for _, x := range damage {
			for _, f := range d.files {
				require.True(t, f.path != x.Path || x.Offset >= int64(len(f.synced)), "seed %d: only what was not synced may be torn", seed)
			}
		}
		require.NoError(t, after.Close())
	}
}

// TestDamageIsNamedAndStaysAlone flips a bit or cuts the file at random places: what is damaged is named and never served
// as good, and every other record is.
func TestDamageIsNamedAndStaysAlone(t *testing.T) {
	for seed := range seeds(500) {
		r := rand.New(rand.NewPCG(uint64(seed), 2))
		dir := t.TempDir()
		o := Options{Clock: clock.NewFake(noon), Boot: named("1")}
		s, _, _ := got(t, dir, o)
		var ends []int
		size := 0
		want := map[uint64]string{}
		for i := range 10 {
			x := string(bytes.Repeat([]byte(strconv.Itoa(i)), 1+r.IntN(100)))
			want[appendAll(t, s, x)] = x
			size += head + len(x)
			ends = append(ends, size)
		}
		require.NoError(t, s.file.Close())
		path := filepath.Join(dir, fmt.Sprintf("%020d%s", 1, ending))
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Len(t, b, size)
		hit := r.IntN(size)
		if seed%3 == 0 {
			b = b[:hit]
		} else {
			b[hit] ^= 1 << r.IntN(8)
		}
		require.NoError(t, os.WriteFile(path, b, 0o600))
		_, again, damage := got(t, dir, o)
		first := 0
		for ends[first] <= hit {
			first++
		}
		begin := 0
		if first > 0 {
			begin = ends[first-1]
		}
		for n, x := range want {
			switch i := int(n) - 1; {
			case i < first, i > first && seed%3 != 0:
				require.Equal(t, x, again[n], "seed %d", seed)
			default:
				require.NotContains(t, again, n, "seed %d", seed)
			}
		}
		if len(b) != begin { // cut at a border is an end like any other
			require.Len(t, damage, 1, "seed %d", seed)
			require.EqualValues(t, begin, damage[0].Offset)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte("anln"), uint64(1))
	f.Add(encode(encode(nil, 1, []byte("a")), 2, []byte("b")), uint64(1))
	f.Fuzz(func(t *testing.T, b []byte, first uint64) {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%020d%s", first, ending)), b, 0o600))
		s, _, err := Open(dir, Options{Clock: clock.NewFake(noon), Boot: named("1")}, func(uint64, []byte) error { return nil })
		if err == nil {
			require.NoError(t, s.Close())
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	s, _, err := Open(b.TempDir(), Options{}, func(uint64, []byte) error { return nil })
	require.NoError(b, err)
	batch := make([][]byte, 100)
	for i := range batch {
		batch[i] = bytes.Repeat([]byte{'x'}, 90)
	}
	for b.Loop() {
		_, err := s.Append(batch)
		require.NoError(b, err)
	}
	require.NoError(b, s.Close())
}
