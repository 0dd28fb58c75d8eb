package hazard_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/citytest"
	"anlan/internal/engine/signal"
	"anlan/internal/system/hazard"
)

type city struct {
	*citytest.City
	t *testing.T
}

func start(t *testing.T, o citytest.Options) city { return city{citytest.New(t, o), t} }

func (c city) count(query string, args ...any) (n int) {
	c.t.Helper()
	require.NoError(c.t, c.DB.Read().NewRaw(query, args...).Scan(context.Background(), &n))
	return n
}

// until moves the clock to a time of the day in Beijing.
func (c city) until(hour int) {
	now := c.Clock.Now()
	day := time.Date(2026, 3, 2, hour-8, 0, 0, 0, time.UTC)
	require.True(c.t, day.After(now))
	c.Clock.(*clock.Fake).Advance(day.Sub(now))
}

// name lets plant-01 promise for the first enterprise, and makes the promises of today.
func (c city) name() {
	require.NoError(c.t, c.Hazard.MakeDue(context.Background()))
	c.OK("duty-210106", "POST", "/api/hazard/enterprises/ent-000001/signers", map[string]any{"login": "plant-01"}, nil)
}

func (c city) mine() hazard.MyPromises {
	c.t.Helper()
	var page struct{ Items []hazard.MyPromises }
	c.OK("plant-01", "GET", "/api/hazard/mine", nil, &page)
	require.Len(c.t, page.Items, 1)
	return page.Items[0]
}

func form(change map[string]any) map[string]any {
	f := map[string]any{
		"units": 3, "running": 2, "stopped": 0, "repair": 1, "tanks": 6, "fire_special": 0, "fire_first": 1, "fire_second": 2, "confined": 0, "blind": 0, "height": 1, "lifting": 0,
		"electric": 1, "digging": 0, "tank_work": 0, "contractors": 12, "trial": false, "start_stop": false, "safe": true, "risk": "general", "text": hazard.PromiseText, "chief": "赵钱孙",
	}
	for k, v := range change {
		f[k] = v
	}
	return f
}

// TestAPromiseOfADay lives through the morning of one enterprise: it is asked, refused for what does not add up, made in
// time, corrected without becoming late, and refused the next day.
func TestAPromiseOfADay(t *testing.T) {
	c := start(t, citytest.Options{})
	c.name()
	require.Equal(t, 27, c.count("SELECT count(*) FROM hazard_promise"))
	for range 3 {
		require.NoError(t, c.Hazard.MakeDue(context.Background()))
	}
	require.Equal(t, 27, c.count("SELECT count(*) FROM hazard_promise"), "made again, nothing is made twice")
	m := c.mine()
	require.Equal(t, "due", m.Today.Standing)
	path := "/api/hazard/promises/" + m.Today.ID
	for field, change := range map[string]map[string]any{
		"running": {"running": 3}, "safe": {"safe": false}, "measures": {"fire_special": 1}, "risk": {"risk": "none"}, "text": {"text": ""}, "contractors": {"contractors": -1},
	} {
		a := c.Do("plant-01", "POST", path, form(change))
		require.Equal(t, 400, a.Status, "%s: %s", field, a.Body)
		require.Contains(t, string(a.Body), `"`+field+`"`)
	}
	a := c.Do("plant-01", "POST", path, form(map[string]any{"risk": "larger"}))
	require.Equal(t, 400, a.Status, "a larger risk needs its measures: %s", a.Body)
	var p hazard.Promise
	c.OK("plant-01", "POST", path, form(nil), &p)
	require.Equal(t, "made", p.Standing)
	c.OK("plant-01", "POST", path, form(nil), &p)
	require.EqualValues(t, 2, p.Revision, "the same again changes nothing")
	c.until(11)
	c.OK("plant-01", "POST", path, form(map[string]any{"contractors": 30}), &p)
	require.Equal(t, "made", p.Standing, "a correction after the hour makes nothing late")
	require.EqualValues(t, 3, p.Revision)
	require.Equal(t, 2, c.count("SELECT count(*) FROM journal_entry WHERE object = ?", p.ID))
	c.Clock.(*clock.Fake).Advance(20 * time.Hour)
	c.Forget()
	a = c.Do("plant-01", "POST", path, form(nil))
	require.Equal(t, 409, a.Status, "%s", a.Body)
	require.Contains(t, string(a.Body), "2026-03-02")
}

// TestLateIsToldOnce holds that an enterprise that is silent by ten is told of once, and made late when it speaks.
func TestLateIsToldOnce(t *testing.T) {
	c := start(t, citytest.Options{})
	c.name()
	id := c.mine().Today.ID
	late := func() int {
		return c.count("SELECT count(*) FROM journal_entry WHERE action = 'hazard.promise.late'")
	}
	require.NoError(t, c.Hazard.TellLate(context.Background()))
	require.Zero(t, late(), "it is half past eight")
	c.until(10)
	for range 2 {
		require.NoError(t, c.Hazard.TellLate(context.Background()))
	}
	require.Equal(t, 27, late())
	require.Equal(t, "missing", c.mine().Today.Standing)
	var p hazard.Promise
	c.OK("plant-01", "POST", "/api/hazard/promises/"+id, form(nil), &p)
	require.Equal(t, "late", p.Standing)
	var list hazard.PromiseList
	c.OK("duty-210106", "GET", "/api/hazard/promises", nil, &list)
	require.Len(t, list.Items, 7)
	require.Equal(t, map[string]int{"due": 0, "made": 0, "late": 1, "missing": 6}, list.Counts)
	require.Equal(t, "missing", list.Items[0].Standing, "what is missing comes first")
	var rates struct{ Items []hazard.PromiseRate }
	c.OK("duty-210106", "GET", "/api/hazard/rates?by=enterprise", nil, &rates)
	require.Len(t, rates.Items, 7)
	for _, r := range rates.Items {
		require.Equal(t, 1, r.Asked, "%+v", r)
		require.Zero(t, r.Share)
		if r.Key == "ent-000001" {
			require.Equal(t, 1, r.Late)
			require.Equal(t, 2, r.Sources)
		}
	}
}

// TestOnlyThoseNamedPromise tries the promise of another enterprise, and naming people who are none of a plant's.
func TestOnlyThoseNamedPromise(t *testing.T) {
	c := start(t, citytest.Options{})
	c.name()
	id := c.mine().Today.ID
	require.Equal(t, 404, c.Do("plant-02", "POST", "/api/hazard/promises/"+id, form(nil)).Status)
	require.Equal(t, 403, c.Do("duty-210106", "POST", "/api/hazard/promises/"+id, form(nil)).Status)
	require.Equal(t, 403, c.Do("plant-01", "GET", "/api/hazard/sources", nil).Status)
	for _, login := range []string{"plant-08", "duty-210106", "nobody"} {
		require.Equal(t, 400, c.Do("duty-210106", "POST", "/api/hazard/enterprises/ent-000001/signers", map[string]any{"login": login}).Status, login)
	}
	require.Equal(t, 404, c.Do("duty-210102", "POST", "/api/hazard/enterprises/ent-000001/signers", map[string]any{"login": "plant-01"}).Status)
	c.OK("head-210106", "POST", "/api/hazard/enterprises/ent-000001/signers/remove", map[string]any{"login": "plant-01"}, nil)
	refused := c.Do("plant-01", "POST", "/api/hazard/promises/"+id, form(nil))
	require.Equal(t, 422, refused.Status)
	require.Contains(t, string(refused.Body), "第五条", "%s", refused.Body)
	var page struct{ Items []hazard.MyPromises }
	c.OK("plant-01", "GET", "/api/hazard/mine", nil, &page)
	require.Empty(t, page.Items)
}

// TestAChiefIsReplacedAndStoodInFor names a chief, somebody for a time in which he is away, and a new chief.
func TestAChiefIsReplacedAndStoodInFor(t *testing.T) {
	c := start(t, citytest.Options{})
	c.name()
	id := c.mine().Today.ID
	const path = "/api/hazard/enterprises/ent-000001/signers"
	signers := func() (out []hazard.PromiseSigner) {
		var page struct{ Items []hazard.PromiseSigner }
		c.OK("duty-210106", "GET", path, nil, &page)
		return page.Items
	}
	require.Equal(t, []string{"chief"}, []string{signers()[0].Role})
	second := c.deputy()
	for field, body := range map[string]map[string]any{
		"until":  {"login": second, "role": "delegate", "reason": "出差"},
		"reason": {"login": second, "role": "delegate", "until": c.Clock.Now().Add(24 * time.Hour)},
	} {
		got := c.Do("duty-210106", "POST", path, body)
		require.Equal(t, 400, got.Status)
		require.Contains(t, string(got.Body), field)
	}
	require.Equal(t, 400, c.Do("duty-210106", "POST", path, map[string]any{"login": second, "role": "delegate", "reason": "出差", "until": c.Clock.Now().Add(31 * 24 * time.Hour)}).Status)
	require.Equal(t, 422, c.Do(second, "POST", "/api/hazard/promises/"+id, form(nil)).Status)
	c.OK("duty-210106", "POST", path, map[string]any{"login": second, "role": "delegate", "post": "副总经理", "reason": "总经理出差，委托书 3 月 1 日", "until": c.Clock.Now().Add(time.Hour)}, nil)
	require.Len(t, signers(), 2)
	c.OK(second, "POST", "/api/hazard/promises/"+id, form(nil), nil)
	c.Clock.(*clock.Fake).Advance(2 * time.Hour)
	require.Equal(t, 422, c.Do(second, "POST", "/api/hazard/promises/"+id, form(map[string]any{"tanks": 7})).Status, "the delegation is over")
	require.True(t, signers()[1].Over)

	c.OK("head-210106", "POST", path, map[string]any{"login": second, "role": "chief", "post": "总经理"}, nil)
	require.Len(t, signers(), 1, "one chief, and the delegate became it")
	require.Equal(t, 422, c.Do("plant-01", "POST", "/api/hazard/promises/"+id, form(map[string]any{"tanks": 8})).Status)
	c.OK(second, "POST", "/api/hazard/promises/"+id, form(map[string]any{"tanks": 8}), nil)
}

// deputy makes another account of a plant where the first enterprise is.
func (c city) deputy() string {
	c.t.Helper()
	ctx := context.Background()
	first, err := c.Register.Find(ctx, []string{""}, "ent-000001")
	require.NoError(c.t, err)
	who := identity.Person{ID: "person-deputy", Login: "deputy", Name: "钱副总", Area: first.Area, Grants: []identity.Grant{{Role: "plant", Area: first.Area}}}
	require.NoError(c.t, c.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return c.Identity.Put(ctx, tx, journal.Actor{ID: "t", Name: "t"}, identity.NewPerson{Person: who, Password: "a-long-passphrase-of-the-test"})
	}))
	return who.Login
}

// raise lets a tank of the first source report a level above its HH.
func (c city) raise(v float64) (tank string) {
	p, err := c.Signal.Point([]string{""}, "gw-01.t1.level")
	require.NoError(c.t, err)
	_, err = c.Signal.Ingest(context.Background(), []signal.Sample{{Device: p.Device, Key: p.Key, At: c.Clock.Now(), Value: v, Quality: signal.Good}})
	require.NoError(c.t, err)
	return p.Element
}

// TestTheListPutsTheWorstFirst raises an alarm and finds its source on top, and every figure of the line counted.
func TestTheListPutsTheWorstFirst(t *testing.T) {
	c := start(t, citytest.Options{Hazard: true})
	tank := c.raise(100)
	var list hazard.WatchedSources
	c.OK("duty", "GET", "/api/hazard/sources", nil, &list)
	require.Len(t, list.Items, 73)
	require.Equal(t, 27, list.Summary.Enterprises)
	require.Equal(t, 73, list.Summary.Levels[0]+list.Summary.Levels[1]+list.Summary.Levels[2]+list.Summary.Levels[3])
	first := list.Items[0]
	require.Equal(t, "hs-01", first.ID)
	require.Equal(t, signal.Critical, first.Worst)
	require.Equal(t, 1, first.Beyond)
	require.Equal(t, 1, first.Online, "only one point has spoken")
	require.Equal(t, 1, list.Summary.Alarmed)
	c.OK("duty", "GET", "/api/hazard/sources?only=alarm", nil, &list)
	require.Len(t, list.Items, 1)
	c.OK("duty", "GET", "/api/hazard/sources?q=%E6%B0%AF", nil, &list)
	require.NotEmpty(t, list.Items)
	for _, i := range list.Items {
		require.Contains(t, i.Name+i.EnterpriseName+i.Chemicals[0], "氯")
	}
	c.OK("duty-210106", "GET", "/api/hazard/sources", nil, &list)
	require.Len(t, list.Items, 24)

	var v hazard.SourceFile
	c.OK("duty-210106", "GET", "/api/hazard/sources/hs-01", nil, &v)
	require.NotEmpty(t, v.Vessels)
	for _, x := range v.Vessels {
		if x.ID == tank {
			require.NotNil(t, x.Level)
			require.InDelta(t, 1, *x.Fill, 0, "fuller than full is full")
			require.Equal(t, signal.Critical, x.Worst)
		}
	}
	require.Len(t, v.People, 3)
	require.Equal(t, "post", v.People[0].Source)
	require.NotEmpty(t, v.People[0].Phone, "a duty officer may see the number")
	require.Len(t, v.Alarms, 1)
	var less hazard.SourceFile
	c.OK("officer-210106", "GET", "/api/hazard/sources/hs-01", nil, &less)
	require.Empty(t, less.People[0].Phone, "an officer may not")
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/hazard/sources/hs-01", nil).Status)
	require.Equal(t, 404, c.Do("duty", "GET", "/api/hazard/sources/ent-000001", nil).Status)
}

// TestAnInspection finds something, is counted for the person responsible, and is closed once.
func TestAnInspection(t *testing.T) {
	c := start(t, citytest.Options{})
	c.raise(100)
	path := "/api/hazard/sources/hs-01/inspections"
	answers := map[string]any{"values": "bad", "online": "ok", "alarms": "ok", "cameras": "ok", "promise": "none", "people": "ok"}
	require.Equal(t, 400, c.Do("duty-210106", "POST", path, answers).Status, "what is not in order wants words")
	answers["note"] = "一号罐液位高于上上限"
	var i hazard.ScreenInspection
	c.OK("duty-210106", "POST", path, answers, &i)
	require.Equal(t, hazard.Open, i.State)
	require.Equal(t, 1, i.Facts.Beyond, "what the screen showed is kept, whatever the client says")
	require.Equal(t, 1, i.Facts.Alarms)
	require.NotEmpty(t, i.ChiefName)
	require.Equal(t, 404, c.Do("duty-210102", "POST", path, answers).Status)
	require.Equal(t, 404, c.Do("duty-210102", "POST", "/api/hazard/inspections/"+i.ID+"/close", map[string]any{"note": "已处理"}).Status)
	require.NoError(t, c.Hazard.MakeDue(context.Background()))
	var rates struct{ Items []hazard.PromiseRate }
	c.OK("duty-210106", "GET", "/api/hazard/rates?by=person", nil, &rates)
	found := 0
	for _, r := range rates.Items {
		found += r.Open
	}
	require.Equal(t, 1, found)
	c.OK("duty-210106", "POST", "/api/hazard/inspections/"+i.ID+"/close", map[string]any{"note": "企业已倒罐，液位恢复"}, &i)
	require.Equal(t, hazard.Closed, i.State)
	a := c.Do("duty-210106", "POST", "/api/hazard/inspections/"+i.ID+"/close", map[string]any{"note": "再关一次"})
	require.Equal(t, 409, a.Status)
}

// TestParks rates a park, with every item and with a veto, and finds what stands in it.
func TestParks(t *testing.T) {
	c := start(t, citytest.Options{Hazard: true})
	var page struct{ Items []hazard.ParkItem }
	c.OK("duty", "GET", "/api/hazard/parks", nil, &page)
	require.Len(t, page.Items, 2)
	p := page.Items[0]
	require.Positive(t, p.Sources)
	require.NotNil(t, p.Rating)
	scores := map[string]any{}
	for _, i := range hazard.Current.Items {
		scores[i.Code] = i.Most
	}
	path, login := "/api/hazard/parks/"+p.ID+"/ratings", "head-"+p.Area[:6]
	var r hazard.ParkRating
	c.OK(login, "POST", path, map[string]any{"guideline": hazard.Current.Version, "scores": scores}, &r)
	require.Equal(t, "d", r.Grade)
	require.InDelta(t, 100, r.Total, 0)
	c.OK(login, "POST", path, map[string]any{"guideline": hazard.Current.Version, "scores": scores, "vetoes": []string{"distance"}}, &r)
	require.Equal(t, "a", r.Grade, "a veto stands over the points")
	require.Equal(t, 409, c.Do(login, "POST", path, map[string]any{"guideline": "old", "scores": scores}).Status)
	scores["setup"] = 11.0
	require.Equal(t, 400, c.Do(login, "POST", path, map[string]any{"guideline": hazard.Current.Version, "scores": scores}).Status)
	require.Equal(t, 403, c.Do("duty", "POST", path, map[string]any{"guideline": hazard.Current.Version, "scores": scores}).Status)
	var v hazard.ParkView
	c.OK("duty", "GET", "/api/hazard/parks/"+p.ID, nil, &v)
	require.Len(t, v.Ratings, 3)
	require.Equal(t, "a", v.Park.Rating.Grade)
	require.Len(t, v.Sources, p.Sources)
}
