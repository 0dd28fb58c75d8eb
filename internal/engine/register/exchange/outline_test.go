package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/shapefile"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// box is a ring of an area as a GeoJSON polygon.
func box(west, south, east, north float64) string {
	return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,%[2]v],[%[3]v,%[2]v],[%[3]v,%[4]v],[%[1]v,%[4]v],[%[1]v,%[2]v]]]}`, west, south, east, north)
}

// outlineFile is a GeoJSON file of codes and outlines in turns.
func outlineFile(parts ...string) []byte {
	features := []json.RawMessage{}
	for i := 0; i < len(parts); i += 2 {
		features = append(features, json.RawMessage(fmt.Sprintf(`{"type":"Feature","properties":{"行政区划代码":%q},"geometry":%s}`, parts[i], parts[i+1])))
	}
	raw, _ := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features}) //nolint:errchkjson // plain values
	return raw
}

func because(p *Plan) { p.Reason = "辽政〔2026〕1号" }

func (w *world) report(by Person, id string) OutlineReport {
	w.t.Helper()
	r, err := w.x.OutlineReport(context.Background(), by, id)
	require.NoError(w.t, err)
	return r
}

func onDay(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// TestOutlinesChangeInOneAct moves the border of two districts: the dry run shows the difference, the run is one act with
// one journal entry, every day has its own outlines and place to answer by, and undoing brings back what was.
func TestOutlinesChangeInOneAct(t *testing.T) {
	ctx := context.Background()
	w := open(t)
	file := outlineFile(west+"000000", box(123, 41.5, 123.6, 42), east, box(123.6, 41.5, 124, 42))
	j := w.checked(city, Outlines, file, because)
	require.Equal(t, Checked, j.State, "%v", j.Refusal)
	require.Equal(t, Counts{Rows: 2, Changed: 2}, j.Expected, "%v", w.faults(city, j.ID))
	r := w.report(city, j.ID)
	require.Empty(t, r.Faults)
	require.InDelta(t, r.Outlines[0].GainedSize, r.Outlines[1].LostSize, 1)
	require.InDelta(t, 0.2, r.Outlines[0].GainedSize/r.Outlines[0].SizeBefore, 0.001)
	require.NotEmpty(t, r.Outlines[0].Gained)
	require.Empty(t, r.Outlines[0].Lost)
	border := geo.Point{Lon: 123.55, Lat: 41.7}
	require.Equal(t, east, w.register.Areas().Locate(border), "nothing changes by a dry run")

	w.start(city, j.ID)
	require.NoError(t, w.x.Work(ctx))
	require.Equal(t, Done, w.find(city, j.ID).State, "%v", w.find(city, j.ID).Refusal)
	require.Equal(t, west, w.register.Areas().Locate(border))
	before, err := w.register.AreasOn(ctx, onDay("2026-03-01"))
	require.NoError(t, err)
	require.Equal(t, east, before.Locate(border), "the day before")
	then, err := w.register.AreasOn(ctx, onDay("2026-03-02"))
	require.NoError(t, err)
	require.Equal(t, west, then.Locate(border))

	acts, _, err := w.register.OutlineActs(ctx, identity.Scope{"2101"}, 10, "")
	require.NoError(t, err)
	require.Len(t, acts, 1)
	require.Equal(t, []any{"2101", "辽政〔2026〕1号", 2, "2026-03-02"}, []any{acts[0].Area, acts[0].Reason, acts[0].Areas, acts[0].From})
	entries, err := w.journal.Of(ctx, "outlines:"+acts[0].ID)
	require.NoError(t, err)
	require.Len(t, entries, 1)

	w.clock.Advance(72 * time.Hour)
	undo := func(by identity.Scope, id string) (a register.BorderAct, err error) {
		err = w.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			a, err = w.register.UndoOutlines(ctx, tx, journal.Actor{ID: "c"}, by, id, "批复撤销")
			return err
		})
		return a, err
	}
	_, err = undo(wester.Put, acts[0].ID)
	require.Equal(t, fail.KindNotFound, fail.KindOf(err), "half of the act lies elsewhere")
	back, err := undo(city.Put, acts[0].ID)
	require.NoError(t, err)
	require.Equal(t, "2026-03-05", back.From)
	require.Equal(t, east, w.register.Areas().Locate(border))
	then, err = w.register.AreasOn(ctx, onDay("2026-03-04"))
	require.NoError(t, err)
	require.Equal(t, west, then.Locate(border), "what held in between is not rewritten")
	_, err = undo(city.Put, acts[0].ID)
	require.Equal(t, fail.KindConflict, fail.KindOf(err), "an act is undone once")
	_, err = undo(city.Put, back.ID)
	require.NoError(t, err, "undoing can be undone")
	require.Equal(t, west, w.register.Areas().Locate(border))
	versions, err := w.register.AreaVersions(ctx, west)
	require.NoError(t, err)
	require.Len(t, versions, 4)
	require.Equal(t, []string{"2026-03-05", ""}, []string{versions[0].From, versions[0].Until})
	require.Equal(t, []string{"", "2026-03-02"}, []string{versions[3].From, versions[3].Until})
	require.Nil(t, versions[3].Act)
}

// TestOutlinesThatDoNotFitAreRefused: each thing that is wrong is said with the feature and how to mend it, and nothing of
// such a file can be put in force.
func TestOutlinesThatDoNotFitAreRefused(t *testing.T) {
	w := open(t)
	for what, c := range map[string]struct {
		by   Person
		file []byte
		says []string
	}{
		"gap":     {city, outlineFile("2101", box(123, 41.5, 124, 42), west, box(123, 41.5, 123.4, 42)), []string{"空隙"}},
		"overlap": {city, outlineFile(west, box(123, 41.5, 123.6, 42)), []string{"重叠"}},
		"outside": {city, outlineFile("210100", box(123.1, 41.5, 124, 42)), []string{"超出上级边界"}},
		"crossed": {city, outlineFile(west, `{"type":"Polygon","coordinates":[[[123,41.5],[123.5,42],[123.5,41.5],[123,42],[123,41.5]]]}`), []string{"相交"}},
		"line":    {city, outlineFile(west, `{"type":"LineString","coordinates":[[123,41.5],[123.5,42]]}`), []string{"面"}},
		"unknown": {city, outlineFile("210199", box(123, 41.5, 123.5, 42)), []string{"没有这个区划"}},
		"twice":   {city, outlineFile(west, box(123, 41.5, 123.5, 42), west, box(123, 41.5, 123.5, 42)), []string{"同一区划"}},
		"foreign": {wester, outlineFile(east, box(123.5, 41.5, 124, 42)), []string{"不在您的辖区内"}},
	} {
		j := w.checked(c.by, Outlines, c.file, because)
		require.Equal(t, Checked, j.State, "%s %v", what, j.Refusal)
		require.Positive(t, j.Expected.Wrong, what)
		faults := w.faults(c.by, j.ID)
		for _, say := range c.says {
			require.Contains(t, fmt.Sprint(faults), say, what)
		}
		require.NotEmpty(t, faults[0].Mend.Zh, what)
		_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Start(ctx, tx, c.by, j.ID) })
		require.Equal(t, fail.KindIllegal, fail.KindOf(err), what)
	}
	_, err := w.x.Receive(context.Background(), city, Outlines, "open.geojson", bytes.NewReader(outlineFile(west, `{"type":"Polygon","coordinates":[[[123,41.5],[123.5,42],[123.5,41.5],[123,41.6]]]}`)))
	require.Contains(t, fail.As(err).Text.Zh, "须闭合")
	acts, _, err := w.register.OutlineActs(context.Background(), identity.Everywhere, 10, "")
	require.NoError(t, err)
	require.Empty(t, acts)
}

// TestATolerancePassesErrorsOfSurveying: an overlap under the tolerance is rounding, and the plan says from which day, not too far ahead.
func TestATolerancePassesErrorsOfSurveying(t *testing.T) {
	w := open(t)
	file := outlineFile(west, box(123, 41.5, 123.50001, 42)) // less than a metre wide, 46,000 square metres
	j := w.checked(city, Outlines, file, because)
	require.Equal(t, 1, j.Expected.Wrong)
	j = w.checked(city, Outlines, file, because, func(p *Plan) { p.Tolerance, p.From = 100_000, "2026-01-01" })
	require.Equal(t, Counts{Rows: 1, Changed: 1}, j.Expected, "%v", w.faults(city, j.ID))
	w.start(city, j.ID)
	require.NoError(t, w.x.Work(context.Background()))
	require.Equal(t, Done, w.find(city, j.ID).State)
	versions, err := w.register.AreaVersions(context.Background(), west)
	require.NoError(t, err)
	require.Equal(t, "2026-01-01", versions[0].From)
	j = w.receive(city, Outlines, "表.csv", outlineFile(west, box(123, 41.5, 123.5, 42)))
	for _, bend := range []func(*Plan){func(p *Plan) { p.Reason = "" }, func(p *Plan) { p.From = "2027-04-01" }, func(p *Plan) { p.Tolerance = 0.5 }} {
		p := j.Plan
		because(&p)
		bend(&p)
		_, err := w.tx(func(ctx context.Context, tx *store.Tx) (Job, error) { return w.x.Check(ctx, tx, city, j.ID, p) })
		require.Equal(t, fail.KindInvalid, fail.KindOf(err))
	}
}

// TestOutlinesComeBackInEverySystem draws borders through the city, and brings both sides in as a shapefile of every system
// of coordinates: what stands in the register is what was drawn, to a few centimetres, and no check finds a gap.
func TestOutlinesComeBackInEverySystem(t *testing.T) {
	w := open(t)
	for k, s := range geo.Systems {
		random := rand.New(rand.NewPCG(uint64(k), 7))
		var line orb.LineString
		for i := range 6 {
			line = append(line, orb.Point{seventh(123.3 + 0.4*random.Float64()), seventh(41.5 + 0.1*float64(i))})
		}
		left, right := orb.Ring{{123, 41.5}}, orb.Ring{{124, 42}}
		left = append(append(left, line...), orb.Point{123, 42}, orb.Point{123, 41.5})
		for i := len(line) - 1; i >= 0; i-- {
			right = append(right, line[i])
		}
		right = append(right, orb.Point{124, 41.5}, orb.Point{124, 42})
		var b bytes.Buffer
		out, err := shapefile.NewWriter(&b, "areas", s.Name.WKT(), []shapefile.Field{{Name: "code", Type: 'C'}}, 2026, 3, 2)
		require.NoError(t, err)
		for code, r := range map[string]orb.Ring{west: left, east: right} {
			require.NoError(t, out.Write(s.Name.ShapeFromWGS84(orb.Polygon{r}), []string{code}))
		}
		require.NoError(t, out.Close())
		out.Discard()
		j := w.imported(city, Outlines, b.Bytes(), because, func(p *Plan) { p.System = s.Name })
		require.Equal(t, Counts{Rows: 2, Changed: 2}, j.Counts, s.Name)
		want := geo.NewShape(orb.MultiPolygon{{left}})
		require.InDelta(t, want.Area(), w.register.Areas().Shape(west).Area(), 20_000*0.05, "the border, some 80 km, lies within centimetres")
	}
}
