package folder

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// box is a folder that takes what the test says.
type box struct {
	*Folder
	t     *testing.T
	dir   string
	taken []string
	say   func(text string) (Outcome, error)
}

func newBox(t *testing.T) *box {
	b := &box{t: t, dir: t.TempDir(), say: func(string) (Outcome, error) { return Outcome{}, nil }}
	var err error
	b.Folder, err = Open(Options{
		Name: "test", Dir: b.dir, Ext: []string{".csv"}, Most: 20, Clock: clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)), Metrics: prometheus.NewRegistry(),
		Take: func(_ context.Context, f File) (Outcome, error) {
			raw := make([]byte, f.Size)
			_, err := f.ReadAt(raw, 0)
			require.NoError(t, err)
			o, err := b.say(string(raw))
			if err == nil {
				b.taken = append(b.taken, f.Name+":"+string(raw))
			}
			return o, err
		},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Close()) })
	return b
}

func (b *box) put(name, text string) {
	require.NoError(b.t, os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600))
}

// drop puts a file in and looks twice, as it must keep its size from one look to the next.
func (b *box) drop(name, text string) error {
	b.put(name, text)
	return errors.Join(b.Look(b.t.Context()), b.Look(b.t.Context()))
}

func (b *box) inside(dir string) []string {
	list, err := os.ReadDir(filepath.Join(b.dir, dir))
	require.NoError(b.t, err)
	out := []string{}
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func (b *box) became(what string) int {
	return int(testutil.ToFloat64(b.files.WithLabelValues("test", what)))
}

func TestAFileIsTakenOnceItIsWhole(t *testing.T) {
	b := newBox(t)
	b.put("a.csv", "half")
	require.NoError(t, b.Look(t.Context()))
	b.put("a.csv", "half and half")
	require.NoError(t, b.Look(t.Context()))
	require.Empty(t, b.taken, "it has grown since the look before")
	require.NoError(t, b.Look(t.Context()))
	require.Equal(t, []string{"a.csv:half and half"}, b.taken)
	require.Equal(t, []string{"a.csv"}, b.inside(Done))
	require.NoError(t, b.Look(t.Context()))
	require.Len(t, b.taken, 1)
	require.Equal(t, 1, b.became("done"))
}

func TestWhatIsNoFileForUsStays(t *testing.T) {
	b := newBox(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	require.NoError(t, os.WriteFile(secret, []byte("x"), 0o600))
	require.NoError(t, os.Symlink(secret, filepath.Join(b.dir, "link.csv")))
	require.NoError(t, os.Mkdir(filepath.Join(b.dir, "dir.csv"), 0o700))
	for _, name := range []string{"a.txt", ".b.csv", "c.csv.tmp", "d.csv.part"} {
		require.NoError(t, b.drop(name, "x"))
	}
	require.Empty(t, b.taken)
	require.Empty(t, b.inside(Done))
}

func TestAFileOfTheSameNameReplacesNone(t *testing.T) {
	b := newBox(t)
	for _, text := range []string{"1", "2", "3"} {
		require.NoError(t, b.drop("a.csv", text))
	}
	require.Equal(t, []string{"a.20260301T000000Z-2.csv", "a.20260301T000000Z.csv", "a.csv"}, b.inside(Done))
}

func TestWhatIsRefusedIsSaidBeside(t *testing.T) {
	b := newBox(t)
	var large []string
	b.o.Refused = func(name string, _ *fail.Error) { large = append(large, name) }
	require.NoError(t, b.drop("large.csv", strings.Repeat("x", 21)))
	require.Equal(t, []string{"large.csv"}, large)
	require.Empty(t, b.taken, "it is not even read")

	b.say = func(string) (Outcome, error) {
		o := Outcome{Columns: []string{"device"}}
		o.Refuse(3, lang.T("没有登记的设备", "not registered"), "=cmd")
		return o, nil
	}
	require.NoError(t, b.drop("rows.csv", "x"))
	b.say = func(string) (Outcome, error) {
		return Outcome{}, fail.Invalid("t.bad", "读不懂", "not readable").At("alert")
	}
	require.NoError(t, b.drop("bad.csv", "x"))
	require.Equal(t, []string{"bad.csv", "bad.errors.csv", "large.csv", "large.errors.csv", "rows.csv", "rows.errors.csv"}, b.inside(Failed))
	for name, want := range map[string]string{"rows": "没有登记的设备 / not registered", "bad": "读不懂 / not readable,alert", "large": "文件超过"} {
		raw, err := os.ReadFile(filepath.Join(b.dir, Failed, name+".errors.csv"))
		require.NoError(t, err)
		require.Contains(t, string(raw), want)
		require.NotContains(t, string(raw), ",=cmd", "no formula for a spreadsheet")
	}
	require.Equal(t, 3, b.became("failed"))
}

func TestAFileThatCannotBeDealtWithNowHoldsUpNoOther(t *testing.T) {
	b := newBox(t)
	b.say = func(text string) (Outcome, error) {
		switch text {
		case "sick":
			return Outcome{}, fail.Unavailable("t.down", "稍后", "later")
		case "known":
			return Outcome{Repeated: true}, nil
		}
		return Outcome{}, nil
	}
	b.put("a.csv", "sick")
	b.put("b.csv", "known")
	b.put("c.csv", "well")
	require.NoError(t, b.Look(t.Context()))
	require.ErrorContains(t, b.Look(t.Context()), "a.csv")
	require.Equal(t, []string{"b.csv", "c.csv"}, b.inside(Done))
	b.say = func(string) (Outcome, error) { return Outcome{}, nil }
	require.NoError(t, b.Look(t.Context()))
	require.Equal(t, []string{"a.csv", "b.csv", "c.csv"}, b.inside(Done))
	require.Equal(t, 1, b.became("repeated"))
	require.Equal(t, 1, b.became("later"))
}

func TestTheLastFileIsShown(t *testing.T) {
	b := newBox(t)
	last := func() string {
		raw, err := b.Last(3)
		require.NoError(t, err)
		return string(raw)
	}
	require.Empty(t, last())
	require.NoError(t, b.drop("a.csv", "done"))
	require.Equal(t, "don", last())
	b.put("0.csv", "waits")
	require.Equal(t, "wai", last())
}

// Two folders of one server are counted by one figure.
func TestFoldersShareTheirFigure(t *testing.T) {
	r := prometheus.NewRegistry()
	for _, name := range []string{"one", "two"} {
		f, err := Open(Options{Name: name, Dir: t.TempDir(), Clock: clock.NewFake(time.Unix(0, 0)), Metrics: r})
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
}
