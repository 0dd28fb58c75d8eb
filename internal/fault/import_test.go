package fault_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"anlan/internal/probe"
)

// importRows is how many rows the workbook of the import has: ANLAN_FAULT_ROWS, or what the form of the test says.
func importRows(t *testing.T) int {
	if s := os.Getenv("ANLAN_FAULT_ROWS"); s != "" {
		n, err := strconv.Atoi(s)
		require.NoError(t, err)
		return n
	}
	if long {
		return 240_000
	}
	return 20_000
}

// factory is the name of a row of the workbook: no enterprise of the demo city is called so.
func factory(n int) string { return fmt.Sprintf("断电试验第%06d厂", n) }

// factories is a workbook of rows enterprises of which one in a hundred is wrong, in five ways; bad are the rows of the
// sheet that are.
func factories(t *testing.T, rows int) (file []byte, good, bad map[int]bool) {
	t.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	line := func(n int, cells ...any) { require.NoError(t, w.SetRow(fmt.Sprintf("A%d", n), cells)) }
	line(1, "企业名称", "统一社会信用代码", "行业", "规模", "从业人数", "涉及危险化学品", "经度", "纬度")
	good, bad = map[int]bool{}, map[int]bool{}
	for i := range rows {
		row := []any{factory(i), creditCode(i), "C2614", "小型", i % 900, []string{"是", "否"}[i%2], 123.26 + float64(i%97)/1e5, 41.757 + float64(i%89)/1e5}
		if i%100 == 42 {
			bad[i+2] = true
			wrongs := map[int]any{1: "91210102MA0000000X", 3: "巨型", 4: "许多", 6: 100.5}
			column := []int{1, 3, 4, 6, 1}[i/100%5]
			if row[column] = wrongs[column]; i/100%5 == 4 {
				row[1] = creditCode(i - 1)
			}
		} else {
			good[i] = true
		}
		line(i+2, row...)
	}
	require.NoError(t, w.Flush())
	var out bytes.Buffer
	require.NoError(t, f.Write(&out))
	return out.Bytes(), good, bad
}

// importing is an import as its page shows it.
type importing struct {
	ID     string          `json:"id"`
	State  string          `json:"state"`
	Plan   json.RawMessage `json:"plan"`
	Counts counts          `json:"counts"`
}

type counts struct {
	Rows    int `json:"rows"`
	New     int `json:"new"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Wrong   int `json:"wrong"`
}

// until reads an import until it has left a state, or has done so many rows in it.
func until(t *testing.T, c *probe.Client, id, state string, rows int) importing {
	t.Helper()
	poll := time.NewTicker(5 * time.Millisecond)
	defer poll.Stop()
	for giveUp := time.Now().Add(10 * time.Minute); time.Now().Before(giveUp); <-poll.C {
		var j importing
		require.NoError(t, c.Get(context.Background(), "/register/imports/"+id, &j))
		if j.State != state || j.Counts.Rows >= rows {
			return j
		}
	}
	require.FailNow(t, "the import does not go on")
	return importing{}
}

// R1, imports: a workbook is imported, and the server is killed again and again while it is checked and while it is
// brought in. Each time the import goes on by itself. In the end each good row is there once, each bad one is reported with
// its number, the journal verifies, and the same file again changes nothing.
func TestKillInTheMiddleOfAnImport(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	rows, kills := importRows(t), 3
	t.Logf("seed %d, %d rows", seed, rows)
	random := rand.New(rand.NewPCG(seed, 0))
	ctx := context.Background()
	s, st := onDatabase(t)
	duty := signIn(t, s, "duty")
	file, good, bad := factories(t, rows)

	var j importing
	receive := func() {
		path := "/register/imports?" + url.Values{"kind": {"enterprise"}, "name": {"企业.xlsx"}}.Encode()
		require.NoError(t, duty.Upload(ctx, path, file, &j))
	}
	receive()
	for _, phase := range []struct{ state, act string }{{"checking", "check"}, {"running", "run"}} {
		var in any
		if phase.act == "check" {
			in = j.Plan
		}
		require.NoError(t, duty.Post(ctx, "/register/imports/"+j.ID+"/"+phase.act, "", in, nil))
		at, middle := moments(random, kills, rows), 0
		for _, after := range at {
			if seen := until(t, duty, j.ID, phase.state, after); seen.State != phase.state {
				break
			}
			<-time.After(time.Duration(random.IntN(60)) * time.Millisecond)
			s.Kill()
			st.requireVerified(t, s)
			s = again(t, s)
			require.LessOrEqual(t, s.Ready, readyWithin, "time to be ready")
			if seen := until(t, duty, j.ID, phase.state, 0); seen.State == phase.state {
				middle++
			}
		}
		require.Positive(t, middle, "the server was never killed in the middle of %s: the test shows nothing", phase.state)
		begin := time.Now()
		j = until(t, duty, j.ID, phase.state, rows+1)
		t.Logf("%s: killed %d times in the middle, at rows %v; the rest took %.1f s", phase.state, middle, at, time.Since(begin).Seconds())
	}
	require.Equal(t, "done", j.State)
	require.Equal(t, counts{Rows: rows, New: len(good), Wrong: len(bad)}, j.Counts)
	requireFactories(t, duty, good)
	requireFaults(t, duty, j.ID, bad)
	t.Log(st.requireVerified(t, s))

	receive()
	for _, phase := range []struct {
		state, act string
		in         any
	}{{"checking", "check", j.Plan}, {"running", "run", nil}} {
		require.NoError(t, duty.Post(ctx, "/register/imports/"+j.ID+"/"+phase.act, "", phase.in, nil))
		j = until(t, duty, j.ID, phase.state, rows+1)
	}
	require.Equal(t, counts{Rows: rows, Same: len(good), Wrong: len(bad)}, j.Counts, "the same file again")
	requireFactories(t, duty, good)
	require.NoError(t, s.Stop())
	t.Log(st.requireVerified(t, s))
}

// moments are numbers of rows, in order, that are spread over the file by chance.
func moments(random *rand.Rand, n, rows int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = rows*i/n + random.IntN(rows/n) - rows/(4*n)
	}
	slices.Sort(out)
	return out
}

// requireFactories demands that every good row is in the register once, as it was first brought in.
func requireFactories(t *testing.T, c *probe.Client, good map[int]bool) {
	t.Helper()
	type element struct {
		Name    string `json:"name"`
		Version int    `json:"version"`
		Attrs   struct {
			Code string `json:"credit_code"`
		} `json:"attrs"`
	}
	all, err := probe.All[element](context.Background(), c, "/register/elements", url.Values{"kind": {"enterprise"}})
	require.NoError(t, err)
	found := map[string]int{}
	for _, e := range all {
		found[e.Attrs.Code]++
		if len(e.Name) > len("断电试验") && e.Name[:len("断电试验")] == "断电试验" {
			require.Equal(t, 1, e.Version, "%s was changed", e.Name)
			found["ours"]++
		}
	}
	for n := range good {
		require.Equal(t, 1, found[creditCode(n)], "row %d, %s", n+2, creditCode(n))
	}
	require.Equal(t, len(good), found["ours"], "something came in that is no good row")
}

// requireFaults demands that the faults of an import are in those rows and in no other.
func requireFaults(t *testing.T, c *probe.Client, id string, bad map[int]bool) {
	t.Helper()
	type fault struct {
		Line int `json:"line"`
	}
	all, err := probe.All[fault](context.Background(), c, "/register/imports/"+id+"/faults", nil)
	require.NoError(t, err)
	found := map[int]bool{}
	for _, f := range all {
		require.True(t, bad[f.Line], "row %d is good and was reported", f.Line)
		require.False(t, found[f.Line], "row %d was reported twice", f.Line)
		found[f.Line] = true
	}
	require.Len(t, found, len(bad))
}
