package signal

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/engine/signal/rule"
)

// The labels of the replay. Nuisance is what says nothing to an operator and yet is not to be known from what does: it is
// announced.
const (
	labelTrue        = "true"
	labelChatter     = "chatter"
	labelMaintenance = "maintenance"
	labelShutdown    = "shutdown"
	labelInhibited   = "inhibited"
	labelNuisance    = "nuisance"
)

// raw is one activation of the labelled day.
type raw struct {
	point string
	at    time.Time
	value float64
	lasts time.Duration
	label string
}

// day is 20,000 raw alarms of a day of a district, made of a seed: 60 points chatter in bursts, 10 are swung by people who
// calibrate them, a plant is shut down, the power of another fails, some alarms come and go for nothing; and true events are
// among all of them, also on the points that chatter, on a neighbour of one that is calibrated, and in the plant that is
// shut down.
type day struct {
	seed uint64
	all  []raw
	busy map[string][]raw // by point, so that no two activations overlap
}

const rawAlarms = 20_000

// pick is the next number below n.
func (d *day) pick(n int) int {
	d.seed = d.seed*6364136223846793005 + 1442695040888963407
	return int((d.seed >> 33) % uint64(n))
}

func (d *day) add(a raw) {
	for _, b := range d.busy[a.point] {
		if a.at.Before(b.at.Add(b.lasts+time.Second)) && b.at.Before(a.at.Add(a.lasts+time.Second)) {
			return // it would not be an activation of its own
		}
	}
	d.busy[a.point] = append(d.busy[a.point], a)
	d.all = append(d.all, a)
}

func (d *day) second(s int) time.Time { return origin.Add(time.Duration(s) * time.Second) }

// The windows of the day, in seconds since its beginning.
const (
	calibrateFrom, calibrateTo = 8 * 3600, 12 * 3600
	shutFrom, shutTo           = 3 * 3600, 20 * 3600
	powerFrom, powerTo         = 14 * 3600, 15 * 3600
)

func newDay(seed uint64) *day {
	d := &day{seed: seed, busy: map[string][]raw{}}
	for i := range 40 { // true events, first, so that nothing takes their place
		d.add(raw{fmt.Sprint("quiet-", i), d.second(600 + d.pick(80_000)), 85, time.Duration(60+d.pick(3000)) * time.Second, labelTrue})
		d.add(raw{fmt.Sprint("chatter-", i), d.second(3600*(i%20) + 130), 95, 120 * time.Second, labelTrue}) // worse, in a burst
		d.add(raw{fmt.Sprint("neighbour-", i%10), d.second(calibrateFrom + 300*i + d.pick(200)), 95, 90 * time.Second, labelTrue})
		d.add(raw{fmt.Sprint("gas-", i%5), d.second(shutFrom + 1200*i + 60 + d.pick(900)), 70, 200 * time.Second, labelTrue})
	}
	for i := range 300 {
		d.add(raw{fmt.Sprint("quiet-", 40+i%60), d.second(900*(i/60+1)*3 + d.pick(800)), 82, 5 * time.Second, labelNuisance})
	}
	for i := range 10 {
		for s := calibrateFrom + 5; s < calibrateTo-60; s += 40 + d.pick(20) {
			d.add(raw{fmt.Sprint("calibrated-", i), d.second(s), 85, 15 * time.Second, labelMaintenance})
		}
	}
	for i := range 40 {
		for s := shutFrom + 5; s < shutTo-600; s += 1800 + d.pick(900) {
			d.add(raw{fmt.Sprint("plant-", i), d.second(s), 85, 400 * time.Second, labelShutdown})
		}
	}
	for i := range 60 {
		for s := powerFrom + 70; s < powerTo-200; s += 240 + d.pick(120) {
			d.add(raw{fmt.Sprint("blind-", i), d.second(s), 95, 100 * time.Second, labelInhibited})
		}
	}
	for burst := 0; len(d.all) < rawAlarms-120; burst++ {
		i, start := burst%60, 3600*(burst/60*4%23+burst%20%4)+5*(burst%7)
		for s := range 90 {
			d.add(raw{fmt.Sprint("chatter-", i), d.second(start + 4*s), 81, 2 * time.Second, labelChatter})
		}
	}
	for s := 0; len(d.all) < rawAlarms; s++ {
		d.add(raw{"chatter-59", d.second(23*3600 + 4*s), 81, 2 * time.Second, labelChatter})
	}
	return d
}

// batch is how much of the day is handed over at once.
const batch = 3 * time.Minute

// samples are the values of the day by batch: each activation is a value beyond the limit and one back within.
func (d *day) samples() map[int][]Sample {
	out := map[int][]Sample{}
	put := func(point string, at time.Time, v float64) {
		m := int(at.Sub(origin) / batch)
		out[m] = append(out[m], Sample{Device: "dev-1", Key: point, At: at, Value: v, Quality: Good})
	}
	for _, a := range d.all {
		put(a.point, a.at, a.value)
		put(a.point, a.at.Add(a.lasts), 50)
	}
	put("power", d.second(powerFrom), 0)
	put("power", d.second(powerTo), 230)
	for m := range out {
		slices.SortStableFunc(out[m], func(a, b Sample) int { return a.At.Compare(b.At) })
	}
	return out
}

// replayPoints are the points of the day and the site of each.
func replayPoints() (points []Point, sites map[string]Site) {
	sites = map[string]Site{}
	for _, g := range []struct {
		name string
		n    int
	}{{"quiet", 100}, {"chatter", 60}, {"calibrated", 10}, {"neighbour", 10}, {"plant", 40}, {"gas", 5}, {"blind", 60}} {
		for i := range g.n {
			id := fmt.Sprintf("%s-%d", g.name, i)
			p := Point{ID: id, Device: "dev-1", Key: id, Name: id, Element: id, ElementName: id, Area: "210106001", Limits: Limits{H: num(80), HH: num(90)}, Deadband: 2}
			switch g.name {
			case "plant", "gas":
				sites[id] = Site{"plant", "停车的厂"}
			case "blind":
				sites[id] = Site{"blind", "停电的厂"}
			case "calibrated", "neighbour":
				sites[id] = Site{"works", "检修的厂"}
			}
			if g.name == "gas" {
				p.Limits = Limits{} // its rule watches it
			}
			points = append(points, p)
		}
	}
	sites["power"] = Site{"blind", "停电的厂"}
	return append(points, Point{ID: "power", Device: "dev-1", Key: "power", Name: "电压", Element: "power", ElementName: "配电室", Area: "210106001"}), sites
}

// TestLabelledDay plays 20,000 labelled raw alarms: no true event may be lost, at most a fifth may reach the operator, and
// what does not must be listed with its reason.
func TestLabelledDay(t *testing.T) {
	r := newRig(t)
	points, sites := replayPoints()
	r.Options.Sites = func(context.Context) (map[string]Site, error) { return sites, nil }
	require.NoError(t, r.Load(r.ctx, nil, points))
	var gas, calibrated []string
	for i := range 5 {
		gas = append(gas, fmt.Sprint("gas-", i))
	}
	for i := range 10 {
		calibrated = append(calibrated, fmt.Sprint("calibrated-", i))
	}
	r.force(written(rule.Limit, func(d *rule.Definition) {
		d.Title, d.Points, d.Safety, d.Steps[0] = "可燃气体", gas, true, rule.Rung{Severity: Critical, Set: 60, Clear: 55}
	}))
	power := r.force(written(rule.Limit, func(d *rule.Definition) {
		d.Title, d.Points, d.Direction, d.Inhibits, d.Steps[0] = "失电", []string{"power"}, rule.Below, rule.InhibitSite, rule.Rung{Severity: High, Set: 100, Clear: 180}
	}))
	plan := func(n NewMask, from, to int) {
		n.From, n.To = clock.At(origin.Add(time.Duration(from)*time.Second)), clock.At(origin.Add(time.Duration(to)*time.Second))
		_, err := r.mask(n)
		require.NoError(t, err)
	}
	plan(NewMask{Kind: Maintenance, Points: calibrated, Reason: "校验票 7"}, calibrateFrom-60, calibrateTo+60)
	plan(NewMask{Kind: Shutdown, Site: "plant-0", Reason: "计划停车"}, shutFrom-60, shutTo+60)

	d := newDay(26)
	require.Len(t, d.all, rawAlarms)
	batches := d.samples()
	for m := range int(24*time.Hour/batch) + 2 {
		if len(batches[m]) > 0 {
			r.ingest(batches[m]...)
		}
		r.clock.Advance(batch)
		require.NoError(t, r.Tick(r.ctx))
	}

	type told struct {
		Point      string        `bun:"point"`
		Rule       string        `bun:"rule"`
		ObservedAt clock.Instant `bun:"observed_at"`
		Reason     string        `bun:"reason"`
	}
	var announced, hidden []told
	require.NoError(t, r.DB.Read().NewRaw("SELECT a.point, a.rule, t.observed_at, t.event AS reason FROM signal_transition t JOIN signal_alarm a ON a.id = t.alarm WHERE "+announcing).Scan(r.ctx, &announced))
	require.NoError(t, r.DB.Read().NewRaw("SELECT a.point, a.rule, h.observed_at, h.reason FROM signal_hidden h JOIN signal_alarm a ON a.id = h.alarm").Scan(r.ctx, &hidden))
	key := func(point string, at time.Time) string { return point + at.UTC().Format(time.RFC3339) }
	reached, why := map[string]bool{}, map[string]string{}
	n := 0
	for _, a := range announced {
		if a.Rule != power.ID { // the failure of the power itself is no raw alarm of the day
			n++
		}
		reached[key(a.Point, a.ObservedAt.Time)] = true
	}
	for _, h := range hidden {
		why[key(h.Point, h.ObservedAt.Time)] = h.Reason
	}
	counts := map[string]map[string]int{}
	for _, a := range d.all {
		k := key(a.point, a.at)
		what := why[k]
		if reached[k] {
			what = "reached"
		}
		require.NotEmpty(t, what, "%s at %s (%s) is neither told nor listed", a.point, a.at, a.label)
		if counts[a.label] == nil {
			counts[a.label] = map[string]int{}
		}
		counts[a.label][what]++
		if a.label == labelTrue {
			require.Equal(t, "reached", what, "a true event was lost: %s at %s", a.point, a.at)
		}
	}
	t.Logf("%d of %d raw alarms reached the operator (%.1f %%); %v", n, rawAlarms, 100*float64(n)/rawAlarms, counts)
	require.LessOrEqual(t, n, rawAlarms/5)
	require.Equal(t, rawAlarms, len(hidden)+n, "each once")
	listed, _, err := r.HiddenAlarms(r.ctx, identity.Everywhere, HiddenFilter{From: clock.At(origin), To: clock.At(r.clock.Now()), Limit: rawAlarms})
	require.NoError(t, err)
	var sum int64
	for _, h := range listed {
		sum += h.Count
		require.NotEmpty(t, HiddenTitles[h.Reason].Zh)
	}
	require.EqualValues(t, len(hidden), sum)
}
