package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/bus/bustest"
	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/base/store/storetest"
	"anlan/internal/engine/register"
)

const (
	west = "210102" // lon 123.0 to 123.5
	east = "210106" // lon 123.5 to 124.0
)

func someone(name string, areas ...string) Person {
	return Person{ID: name, Name: name, Put: areas, Sight: areas}
}

var (
	city    = someone("city", "2101")
	wester  = someone("wester", west)
	easter  = someone("easter", east)
	nowhere = someone("nowhere")
)

// world is a city of two square districts.
type world struct {
	t        testing.TB
	db       *store.DB
	clock    *clock.Fake
	journal  *journal.Journal
	bus      *bus.Bus
	blobs    blob.Store
	register *register.Register
	x        *Exchange
	refuse   func(statement string) error // between any two writes
}

func open(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{t: t, clock: clock.NewFake(time.Date(2026, 3, 2, 0, 30, 0, 0, time.UTC))}
	o := storetest.Options(t)
	o.Before = func(statement string) error {
		if w.refuse == nil {
			return nil
		}
		return w.refuse(statement)
	}
	var err error
	w.db, err = store.Open(ctx, o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.db.Close()) })
	w.journal, err = journal.Open(ctx, w.db, w.clock, journal.Options{})
	require.NoError(t, err)
	w.bus = bustest.Open(t, w.db, w.clock, bus.Options{})
	w.blobs, err = blob.OpenDir(t.TempDir())
	require.NoError(t, err)
	w.register, err = register.Open(ctx, w.db, w.journal, w.bus, w.clock, register.Options{})
	require.NoError(t, err)
	areas := []register.Area{{Code: "2101", Name: "某市", Level: register.City, Lon: 123.5, Lat: 41.75}}
	for code, lon := range map[string]float64{west: 123, east: 123.5} {
		outline := fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,41.5],[%[2]v,41.5],[%[2]v,42],[%[1]v,42],[%[1]v,41.5]]]}`, lon, lon+0.5)
		areas = append(areas, register.Area{Code: code, Name: "区" + code, Level: register.District, Parent: "2101", Lon: lon + 0.25, Lat: 41.75, Outline: json.RawMessage(outline)})
	}
	require.NoError(t, w.register.PutAreas(ctx, journal.Actor{ID: "t"}, "fixture", areas))
	w.x = w.node()
	return w
}

// node is one more server on the same database.
func (w *world) node() *Exchange {
	x, err := Open(context.Background(), Options{DB: w.db, Clock: w.clock, Journal: w.journal, Blobs: w.blobs, Register: w.register, Batch: 10})
	require.NoError(w.t, err)
	return x
}

func (w *world) tx(f func(ctx context.Context, tx *store.Tx) (Job, error)) (j Job, err error) {
	err = w.db.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		j, err = f(ctx, tx)
		return err
	})
	return j, err
}

// receive sends a file.
func (w *world) receive(by Person, kind, name string, content []byte) Job {
	w.t.Helper()
	j, err := w.x.Receive(context.Background(), by, kind, name, bytes.NewReader(content))
	require.NoError(w.t, err)
	return j
}

// checked sends a file and has it checked as suggested, after bend changed the plan.
func (w *world) checked(by Person, kind string, content []byte, bend ...func(*Plan)) Job {
	w.t.Helper()
	j := w.receive(by, kind, "表.csv", content)
	for _, f := range bend {
		f(&j.Plan)
	}
	_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Check(ctx, tx, by, j.ID, j.Plan) })
	require.NoError(w.t, err)
	require.NoError(w.t, w.x.Work(context.Background()))
	return w.find(by, j.ID)
}

func (w *world) start(by Person, id string) {
	w.t.Helper()
	_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Start(ctx, tx, by, id) })
	require.NoError(w.t, err)
}

// imported checks and runs.
func (w *world) imported(by Person, kind string, content []byte, bend ...func(*Plan)) Job {
	w.t.Helper()
	j := w.checked(by, kind, content, bend...)
	require.Equal(w.t, Checked, j.State, "%v", j.Refusal)
	w.start(by, j.ID)
	require.NoError(w.t, w.x.Work(context.Background()))
	j = w.find(by, j.ID)
	require.Equal(w.t, Done, j.State, "%v", j.Refusal)
	return j
}

func (w *world) find(by Person, id string) Job {
	w.t.Helper()
	j, err := w.x.Find(context.Background(), by, id)
	require.NoError(w.t, err)
	return j
}

func (w *world) faults(by Person, id string) []RowFault {
	w.t.Helper()
	out, next, err := w.x.Faults(context.Background(), by, id, 1000, 0)
	require.NoError(w.t, err)
	require.Zero(w.t, next)
	return out
}

// elements are all of a kind.
func (w *world) elements(kind string) (out []register.Element) {
	w.t.Helper()
	for e, err := range w.register.Everything(context.Background(), identity.Everywhere, kind) {
		require.NoError(w.t, err)
		out = append(out, e)
	}
	return out
}

// credit is a valid credit code by a number.
func credit(n int) string {
	org := fmt.Sprintf("%08d", n)
	c, _ := register.OrgCheck(org)
	body := "91210102" + org + string(c)
	check, _ := register.CreditCheck(body)
	return body + string(check)
}

const enterpriseHead = "企业名称,统一社会信用代码,行业,规模,从业人数(人),涉及危险化学品,联系电话,经度,纬度\n"

// enterprise is a good row.
func enterprise(n int) string {
	return fmt.Sprintf("第%d化工厂,%s,C2614,大型,%d,是,13812345678,%v,41.75", n, credit(n), 10+n, 123.1+float64(n%300)/1000)
}

func table(rows ...string) []byte { return []byte(enterpriseHead + strings.Join(rows, "\n") + "\n") }
