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

// raw is one activation of the labelled day. One that is silent is a point that says nothing from at on.
type raw struct {
	point  string
	at     time.Time
	value  float64
	lasts  time.Duration
	label  string
	silent bool
}

// day is 20,000 raw alarms of a day of a district, made of a seed: 60 points chatter in bursts, 10 are swung by people who
// calibrate them, a plant is shut down, the power of another fails, some alarms come and go for nothing. Points fall silent
// where they are maintained, shut down or without power. True events are among all of them: also on the points that
// chatter, on a neighbour of one that is calibrated, in the plant that is shut down, as lines that really break, and as the
// first word after a silence.
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
	act := func(point string, i, second int, value float64, lasts int, label string) {
		d.add(raw{point: fmt.Sprint(point, "-", i), at: d.second(second), value: value, lasts: time.Duration(lasts) * time.Second, label: label})
	}
	for i := range 40 { // true events, first, so that nothing takes their place
		act("quiet", i, 600+d.pick(80_000), 85, 60+d.pick(3000), labelTrue)
		act("chatter", i, 3600*(i%20)+130, 95, 120, labelTrue) // worse, in a burst
		act("neighbour", i%10, calibrateFrom+300*i+d.pick(200), 95, 90, labelTrue)
		act("gas", i%5, shutFrom+1200*i+60+d.pick(900), 70, 200, labelTrue)
	}
	d.silences()
	for i := range 300 {
		act("quiet", 40+i%60, 900*(i/60+1)*3+d.pick(800), 82, 5, labelNuisance)
	}
	for i := range 10 {
		for s := calibrateFrom + 5; s < calibrateTo-60; s += 40 + d.pick(20) {
			act("calibrated", i, s, 85, 15, labelMaintenance)
		}
	}
	for i := range 40 {
		for s := shutFrom + 5; s < shutTo-600; s += 1800 + d.pick(900) {
			act("plant", i, s, 85, 400, labelShutdown)
		}
	}
	for i := range 60 {
		for s := powerFrom + 70; s < powerTo-200; s += 240 + d.pick(120) {
			act("blind", i, s, 95, 100, labelInhibited)
		}
	}
	for burst := 0; len(d.all) < rawAlarms-120; burst++ {
		i, start := burst%60, 3600*(burst/60*4%23+burst%20%4)+5*(burst%7)
		for s := range 90 {
			act("chatter", i, start+4*s, 81, 2, labelChatter)
		}
	}
	for s := 0; len(d.all) < rawAlarms; s++ {
		act("chatter", 59, 23*3600+4*s, 81, 2, labelChatter)
	}
	return d
}

// Points that are watched for silence say something once in each batch, and are missed after ten minutes.
const (
	missedAfter = 600
	watchedSay  = 1 // second of each batch at which they do
)

var watched = map[string]int{"line": 30, "served": 20, "dark": 60, "off": 40}

// silences are the points that say nothing for a while: true for lines that break, of which every second comes back with a
// value beyond its limit; hidden where there is a reason for it.
func (d *day) silences() {
	quiet := func(point string, i, from, batches int, label string) (until int) {
		per := int(batch / time.Second)
		from = from/per*per + watchedSay
		lasts := time.Duration(batches)*batch - 2*time.Second // until just before it speaks again
		d.add(raw{point: fmt.Sprint(point, "-", i), at: d.second(from), lasts: lasts, label: label, silent: true})
		return from + batches*per
	}
	for i := range watched["line"] {
		for _, from := range []int{2 * 3600, 13 * 3600} {
			until := quiet("line", i, from+d.pick(8*3600), 6+d.pick(10), labelTrue)
			if i%2 == 0 {
				d.add(raw{point: fmt.Sprint("line-", i), at: d.second(until), value: 85, lasts: 100 * time.Second, label: labelTrue})
			}
		}
	}
	for i := range watched["served"] {
		for s := calibrateFrom + 60; s < calibrateTo-3600; s += 3600 {
			quiet("served", i, s+d.pick(600), 6+d.pick(4), labelMaintenance)
		}
	}
	for i := range watched["off"] {
		for s := shutFrom + 60; s < shutTo-3600; s += 2400 {
			quiet("off", i, s+d.pick(300), 6+d.pick(3), labelShutdown)
		}
	}
	for i := range watched["dark"] {
		quiet("dark", i, powerFrom+60+d.pick(300), 8+d.pick(5), labelInhibited)
	}
}

// speaks tells whether a watched point says that all is well at a moment.
func (d *day) speaks(point string, at time.Time) bool {
	for _, a := range d.busy[point] {
		end := a.at.Add(a.lasts)
		if a.silent && at.After(a.at) && at.Before(end) || !a.silent && !at.Before(a.at) && !at.After(end) {
			return false
		}
	}
	return true
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
		if !a.silent {
			put(a.point, a.at, a.value)
			put(a.point, a.at.Add(a.lasts), 50)
		}
	}
	for name, n := range watched {
		for i := range n {
			point := fmt.Sprint(name, "-", i)
			for s := watchedSay; s < 24*3600; s += int(batch / time.Second) {
				if d.speaks(point, d.second(s)) {
					put(point, d.second(s), 50)
				}
			}
		}
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
	}{{"quiet", 100}, {"chatter", 60}, {"calibrated", 10}, {"neighbour", 10}, {"plant", 40}, {"gas", 5}, {"blind", 60}, {"line", watched["line"]}, {"served", watched["served"]}, {"dark", watched["dark"]}, {"off", watched["off"]}} {
		for i := range g.n {
			id := fmt.Sprintf("%s-%d", g.name, i)
			p := Point{ID: id, Device: "dev-1", Key: id, Name: id, Element: id, ElementName: id, Area: "210106001", Limits: Limits{H: num(80), HH: num(90)}, Deadband: 2}
			switch g.name {
			case "plant", "gas", "off":
				sites[id] = Site{"plant", "停车的厂"}
			case "blind", "dark":
				sites[id] = Site{"blind", "停电的厂"}
			case "calibrated", "neighbour", "served":
				sites[id] = Site{"works", "检修的厂"}
			}
			if watched[g.name] > 0 {
				p.StaleAfter = missedAfter
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
	for i := range watched["served"] {
		calibrated = append(calibrated, fmt.Sprint("served-", i))
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
		label := a.label
		if a.silent {
			label += " silence"
		}
		if counts[label] == nil {
			counts[label] = map[string]int{}
		}
		counts[label][what]++
		if a.label == labelTrue {
			require.Equal(t, "reached", what, "a true event was lost: %s at %s", a.point, a.at)
		}
	}
	t.Logf("%d of %d raw alarms reached the operator (%.1f %%); %v", n, rawAlarms, 100*float64(n)/rawAlarms, counts)
	require.LessOrEqual(t, n, rawAlarms/5)
	for _, label := range []string{labelTrue, labelMaintenance, labelShutdown, labelInhibited} {
		require.NotEmpty(t, counts[label], label)
		require.NotEmpty(t, counts[label+" silence"], "silences: %s", label)
	}
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
