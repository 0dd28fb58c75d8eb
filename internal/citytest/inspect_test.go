package citytest_test

import (
	"bytes"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/citytest"
	"anlan/internal/model/draw"
	"anlan/internal/system/inspect"
)

// lot is a drawing in 铁西区, still a draft.
type lot struct {
	*citytest.City
	t  *testing.T
	id string
}

// rulesOf are the proposed shares, with this many drawn and this cap for every class.
func rulesOf(day string, total, most int) map[string]any {
	var classes []map[string]any
	for _, c := range []string{"A", "B", "C", "D"} {
		classes = append(classes, map[string]any{"credit": c, "share": "1/2", "cap": most})
	}
	return map[string]any{"day": day, "classes": classes, "total": total, "key_covered": true, "team": 2, "unrated": "B"}
}

func drawingOf(area string, due time.Time, total, most int) map[string]any {
	return map[string]any{
		"title": "双随机抽查", "area": area, "rules": rulesOf("2026-06-30", total, most),
		"source": map[string]any{"title": "双色球", "place": "开奖公告", "form": "01 02 03 04 05 06 + 07", "due": due},
	}
}

// drawingBy is a drawing with teams of a size.
func drawingBy(team int) map[string]any {
	d, r := drawingOf("210106", citytest.Start.Add(time.Hour), 1, 1), rulesOf("2026-06-30", 1, 1)
	r["team"] = team
	d["rules"] = r
	return d
}

func newLot(t *testing.T, c *citytest.City, total, most int) lot {
	t.Helper()
	l := lot{City: c, t: t}
	var v inspect.DrawingView
	c.OK("officer-210106", "POST", "/api/inspect/drawings", drawingOf("210106", c.Clock.Now().Add(24*time.Hour), total, most), &v)
	require.Equal(t, inspect.Draft, v.State)
	l.id = v.ID
	return l
}

// teach gives every officer of the district the sectors of its enterprises.
func teach(t *testing.T, c *citytest.City, units []inspect.PoolUnit) {
	t.Helper()
	var sectors []string
	for _, u := range units {
		if u.Sector != "unknown" && !slices.Contains(sectors, u.Sector) {
			sectors = append(sectors, u.Sector)
		}
	}
	var list struct{ Items []inspect.Inspector }
	c.OK("head-210106", "GET", "/api/inspect/officers", nil, &list)
	taught := 0
	for _, o := range list.Items {
		if !o.Own {
			continue
		}
		taught++
		c.OK("head-210106", "PUT", "/api/inspect/officers/"+o.ID, map[string]any{"number": o.Number, "from": o.From, "to": o.To, "sectors": sectors, "away": []any{}, "revision": o.Revision}, nil)
	}
	require.GreaterOrEqual(t, taught, 2)
}

func (l lot) path(more string) string { return "/api/inspect/drawings/" + l.id + more }

func (l lot) view(login string) (v inspect.DrawingView) {
	l.t.Helper()
	l.OK(login, "GET", l.path(""), nil, &v)
	return v
}

func (l lot) units(query string) (v inspect.UnitList) {
	l.t.Helper()
	l.OK("officer-210106", "GET", l.path("/units")+query, nil, &v)
	return v
}

func (l lot) notice(login string) citytest.Answer {
	return l.Do(login, "POST", l.path("/notice"), map[string]any{"revision": l.view(login).Revision})
}

const theSeed = "03 07 12 19 25 31 + 09"

func (l lot) seed(login, value string, more ...string) citytest.Answer {
	body := map[string]any{"value": value, "again": value, "announced_at": l.Clock.Now()}
	if len(more) > 0 {
		body["reason"] = more[0]
	}
	return l.Do(login, "POST", l.path("/seed"), body)
}

func (l lot) publish(login string) citytest.Answer {
	return l.Do(login, "POST", l.path("/publish"), map[string]any{"revision": l.view(login).Revision})
}

func status(t *testing.T, want int, a citytest.Answer, why string) {
	t.Helper()
	require.Equal(t, want, a.Status, "%s: %s", why, a.Body)
}

// TestADrawingFromListToFile: the list stands still after its notice, four eyes hold at every step, and the published file is
// drawn again by the check that outsiders use.
func TestADrawingFromListToFile(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	l := newLot(t, c, 3, 1)
	units := slices.DeleteFunc(l.units("").Items, func(u inspect.PoolUnit) bool { return u.Excluded != "" })
	require.Greater(t, len(units), 5)
	before := len(l.units("?fate=excluded").Items)
	teach(t, c, units)

	status(t, 403, c.Do("officer-210102", "POST", "/api/inspect/drawings", drawingOf("210106", c.Clock.Now().Add(time.Hour), 1, 1)), "another district's officer")
	status(t, 404, c.Do("officer-210102", "GET", l.path(""), nil), "another district's officer")
	status(t, 404, c.Do("officer-210102", "POST", l.path("/notice"), map[string]any{"revision": 1}), "another district's officer")
	status(t, 403, c.Do("duty-210106", "GET", l.path(""), nil), "no permission")
	status(t, 422, c.Do("officer-210106", "POST", "/api/inspect/drawings", drawingBy(1)), "one officer is not a team")

	out := map[string]any{"elements": []string{units[0].Element, units[1].Element}, "reason": "已停产"}
	c.OK("officer2-210106", "POST", l.path("/exclude"), out, nil)
	require.Len(t, l.units("?fate=excluded").Items, before+2)
	c.OK("officer2-210106", "POST", l.path("/include"), map[string]any{"elements": []string{units[1].Element}}, nil)
	status(t, 400, c.Do("officer2-210106", "POST", l.path("/exclude"), map[string]any{"elements": []string{"nowhere"}, "reason": "已停产"}), "not in the list")
	key := units[2]
	c.OK("officer2-210106", "POST", "/api/inspect/classes", map[string]any{"elements": []string{key.Element}, "credit": "D", "key": true, "source": "省平台"}, nil)
	status(t, 404, c.Do("officer-210102", "POST", "/api/inspect/classes", map[string]any{"elements": []string{key.Element}, "credit": "A", "key": false, "source": "省平台"}), "another district's unit")

	status(t, 409, c.Do("officer-210106", "POST", l.path("/notice"), map[string]any{"revision": 1}), "the list changed since it was looked at")
	var public struct{ Items []inspect.PublicDrawing }
	c.OK("", "GET", "/api/public/drawings", nil, &public)
	require.Empty(t, public.Items, "a draft is nobody's business")
	status(t, 409, l.seed("legal-210106", theSeed), "no notice yet")
	status(t, 200, l.notice("officer-210106"), "the notice")
	status(t, 409, c.Do("officer-210106", "POST", l.path("/notice"), map[string]any{"revision": l.view("officer-210106").Revision}), "twice")
	for path, body := range map[string]any{"/exclude": out, "/include": map[string]any{"elements": []string{units[0].Element}}} {
		status(t, 409, c.Do("officer-210106", "POST", l.path(path), body), "the list is frozen")
	}
	changed := drawingOf("210106", c.Clock.Now().Add(time.Hour), 9, 9)
	changed["revision"] = l.view("officer-210106").Revision
	status(t, 409, c.Do("officer-210106", "PUT", l.path(""), changed), "the rules are frozen")
	c.OK("head-210106", "POST", "/api/inspect/classes", map[string]any{"elements": []string{units[3].Element}, "credit": "A", "key": true, "source": "省平台"}, nil)
	c.OK("", "GET", "/api/public/drawings", nil, &public)
	require.Len(t, public.Items, 1)
	require.Equal(t, l.view("officer-210106").Digest, public.Items[0].Digest)
	require.Contains(t, public.Items[0].Number, "抽〔2026〕1号")
	status(t, 404, c.Do("", "GET", "/api/public/drawings/"+l.id+"/file", nil), "nothing to publish yet")

	status(t, 409, l.seed("legal-210106", theSeed), "before its moment")
	l.advance(25 * time.Hour)
	status(t, 403, l.seed("officer-210106", theSeed), "who made the list")
	status(t, 403, l.seed("officer2-210106", theSeed), "who left units out")
	status(t, 404, l.seed("officer-210102", theSeed), "another district's officer")
	status(t, 403, c.Do("officer-210106", "POST", l.path("/void"), map[string]any{"reason": "重来"}), "whoever made the list may not void it once the seed can be known")
	status(t, 400, c.Do("legal-210106", "POST", l.path("/seed"), map[string]any{"value": theSeed, "again": "x", "announced_at": c.Clock.Now()}), "a slip")
	status(t, 400, c.Do("legal-210106", "POST", l.path("/seed"), map[string]any{"value": theSeed, "again": theSeed, "announced_at": c.Clock.Now().Add(-20 * time.Hour)}), "announced before its moment")
	status(t, 200, l.seed("legal-210106", theSeed), "the seed")
	status(t, 409, l.seed("legal-210106", "other"), "once")
	status(t, 409, c.Do("leader-210106", "POST", l.path("/void"), map[string]any{"reason": "重来"}), "a result is not thrown away")
	c.OK("", "GET", "/api/public/drawings", nil, &public)
	require.Equal(t, "noticed", public.Items[0].State)
	require.Empty(t, public.Items[0].Seed)
	status(t, 403, l.publish("legal-210106"), "who entered the seed")
	status(t, 404, c.Do("", "GET", "/api/public/drawings/"+l.id+"/file", nil), "not published")
	status(t, 200, l.publish("publicity-210106"), "published")
	status(t, 409, l.publish("publicity-210106"), "once")

	v := l.view("officer-210106")
	require.Len(t, v.Result.Visits, 4, "the key unit and three by lot")
	require.Equal(t, key.Name, v.Result.Visits[0].Unit.Name)
	file := c.Do("", "GET", "/api/public/drawings/"+l.id+"/file", nil)
	status(t, 200, file, "the file")
	require.Contains(t, file.Header.Get("Content-Disposition"), ".json")
	p, err := draw.CheckFile(file.Body, draw.Known{Commitment: v.Digest, Seed: theSeed})
	require.NoError(t, err)
	require.Equal(t, v.Number, p.Commitment.Number)
	again, err := draw.Draw(p.List, p.Commitment, p.Seed)
	require.NoError(t, err)
	bytesAgain, err := again.Bytes()
	require.NoError(t, err)
	require.True(t, bytes.Equal(file.Body, bytesAgain), "drawn again it is the same file")
	_, err = draw.CheckFile(bytes.Replace(file.Body, []byte(theSeed), []byte("03 07 12 19 25 31 + 08"), 1), draw.Known{Commitment: v.Digest})
	require.Error(t, err, "tampered")
	_, err = draw.CheckFile(bytes.Replace(file.Body, []byte(units[4].Name), []byte("别家企业"), 1), draw.Known{Commitment: v.Digest})
	require.Error(t, err, "tampered")
}

// advance moves the fake clock and signs everybody in anew.
func (l lot) advance(d time.Duration) {
	fake, ok := l.Clock.(*clock.Fake)
	require.True(l.t, ok)
	fake.Advance(d)
	l.Forget()
}

// TestVisitsCountAgainstTheCap: what was drawn becomes visits; one that is done or waits fills the cap of the next drawing, one
// that was not possible does not.
func TestVisitsCountAgainstTheCap(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	l := newLot(t, c, 2, 1)
	teach(t, c, l.units("").Items)
	status(t, 200, l.notice("officer-210106"), "the notice")
	l.advance(25 * time.Hour)
	status(t, 200, l.seed("legal-210106", theSeed), "the seed")
	status(t, 200, l.publish("officer-210106"), "published")
	var visits struct{ Items []inspect.InspectVisit }
	c.OK("head-210106", "GET", "/api/inspect/visits?drawing="+l.id, nil, &visits)
	require.Len(t, visits.Items, 2)
	for _, v := range visits.Items {
		require.Equal(t, inspect.ToDo, v.State)
		require.Len(t, v.Team, 2)
	}
	done, not := visits.Items[0], visits.Items[1]
	status(t, 404, c.Do("officer-210102", "POST", "/api/inspect/visits/"+done.ID, map[string]any{"state": "done", "day": "2026-03-03", "revision": 1}), "another district's officer")
	status(t, 403, c.Do("legal-210106", "POST", "/api/inspect/visits/"+done.ID, map[string]any{"state": "done", "day": "2026-03-03", "revision": 1}), "no permission")
	status(t, 400, c.Do("head-210106", "POST", "/api/inspect/visits/"+done.ID, map[string]any{"state": "done", "day": "2027-03-03", "revision": 1}), "a day to come")
	status(t, 400, c.Do("head-210106", "POST", "/api/inspect/visits/"+not.ID, map[string]any{"state": "impossible", "revision": 1}), "without a reason")
	status(t, 200, c.Do("head-210106", "POST", "/api/inspect/visits/"+done.ID, map[string]any{"state": "done", "day": "2026-03-03", "revision": 1}), "done")
	status(t, 409, c.Do("head-210106", "POST", "/api/inspect/visits/"+done.ID, map[string]any{"state": "done", "day": "2026-03-03", "revision": 1}), "somebody was first")
	status(t, 200, c.Do("head-210106", "POST", "/api/inspect/visits/"+not.ID, map[string]any{"state": "impossible", "note": "企业已搬迁", "revision": 1}), "not possible")

	next := newLot(t, c, 2, 1)
	fates := map[string]string{}
	for _, u := range next.units("").Items {
		fates[u.Element] = u.Fate
	}
	require.Equal(t, inspect.IsCapped, fates[done.Element])
	require.Equal(t, inspect.InPool, fates[not.Element])
	status(t, 200, next.notice("officer-210106"), "the notice")
	require.Contains(t, next.view("officer-210106").Number, "抽〔2026〕2号", "numbers have no gaps")
	next.advance(25 * time.Hour)
	status(t, 200, next.seed("officer2-210106", theSeed), "another officer enters the seed")
	file := c.Do("officer-210106", "GET", next.path("/file"), nil)
	p, err := draw.CheckFile(file.Body, draw.Known{})
	require.NoError(t, err)
	require.Contains(t, p.Result.LeftOut, draw.LeftOut{Code: done.Code, Reason: draw.Capped})
}

// TestTwoPeopleDrawAtOnce: one wins, the other is told; a wrong value is mended by somebody else with a reason, and then what
// was looked at before is not published.
func TestTwoPeopleDrawAtOnce(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	l := newLot(t, c, 2, 9)
	status(t, 200, l.notice("officer-210106"), "the notice")
	l.advance(25 * time.Hour)
	logins := []string{"legal-210106", "officer2-210106"}
	for _, login := range logins {
		c.Token(login)
	}
	got := make([]int, len(logins))
	var wg sync.WaitGroup
	for i, login := range logins {
		wg.Go(func() { got[i] = l.seed(login, theSeed).Status })
	}
	wg.Wait()
	slices.Sort(got)
	require.Equal(t, []int{http.StatusOK, http.StatusConflict}, got)

	v := l.view("officer-210106")
	other := "legal-210106"
	if v.DrawnName == nameOf(t, c, other) {
		other = "officer2-210106"
	}
	status(t, 409, l.seed(other, "01 02 03 04 05 06 + 07"), "without a reason")
	status(t, 200, l.seed(other, "01 02 03 04 05 06 + 07", "首次录入有误，已与开奖公告核对"), "mended")
	status(t, 409, c.Do("officer-210106", "POST", l.path("/publish"), map[string]any{"revision": v.Revision}), "that was another seed")
	require.Equal(t, "01 02 03 04 05 06 + 07", l.view("officer-210106").Seed)
}

func nameOf(t *testing.T, c *citytest.City, login string) string {
	t.Helper()
	p, err := c.Identity.ByLogin(t.Context(), login)
	require.NoError(t, err)
	return p.Name
}

// TestAVoidNoticeStaysPublic: its number is never given again and everybody sees why.
func TestAVoidNoticeStaysPublic(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	l := newLot(t, c, 2, 9)
	status(t, 200, l.notice("officer-210106"), "the notice")
	status(t, 200, c.Do("officer-210106", "POST", l.path("/void"), map[string]any{"reason": "来源停办"}), "void before its moment")
	status(t, 409, l.seed("legal-210106", theSeed), "void")
	var public struct{ Items []inspect.PublicDrawing }
	c.OK("", "GET", "/api/public/drawings", nil, &public)
	require.Equal(t, "void", public.Items[0].State)
	require.Equal(t, "来源停办", public.Items[0].VoidReason)
	next := newLot(t, c, 2, 9)
	status(t, 200, next.notice("officer-210106"), "the notice")
	require.Contains(t, next.view("officer-210106").Number, "〔2026〕2号")
}

// TestConflictsOfOfficers: only who manages them sees why somebody keeps away; nobody is sent where they must not go; a
// certificate that has run out is said so.
func TestConflictsOfOfficers(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	l := newLot(t, c, 0, 9)
	units := l.units("").Items
	teach(t, c, units)
	p, err := c.Identity.ByLogin(t.Context(), "officer-210106")
	require.NoError(t, err)
	find := func(login string) inspect.Inspector {
		var list struct{ Items []inspect.Inspector }
		c.OK(login, "GET", "/api/inspect/officers", nil, &list)
		for _, o := range list.Items {
			if o.ID == p.ID {
				return o
			}
		}
		t.Fatalf("%s does not see the officer", login)
		return inspect.Inspector{}
	}
	o := find("head-210106")
	unit := units[slices.IndexFunc(units, func(u inspect.PoolUnit) bool { return u.Fate == inspect.InPool })]
	away := func(reason string) map[string]any {
		return map[string]any{"number": o.Number, "from": "2020-01-01", "to": "2030-12-31", "sectors": o.Sectors, "away": []any{map[string]any{"element": unit.Element, "reason": reason}}, "revision": o.Revision}
	}
	path := "/api/inspect/officers/" + p.ID
	status(t, 403, c.Do("officer-210106", "PUT", path, away("亲属任职")), "not by oneself")
	status(t, 404, c.Do("head-210102", "PUT", path, away("亲属任职")), "another district's head")
	status(t, 400, c.Do("head-210106", "PUT", path, away(" ")), "without a reason")
	status(t, 200, c.Do("head-210106", "PUT", path, away("亲属任职")), "")
	status(t, 409, c.Do("head-210106", "PUT", path, away("亲属任职")), "somebody was first")
	require.Len(t, find("head-210106").Away, 1)
	require.Len(t, find("officer-210106").Away, 1, "one's own")
	require.Empty(t, find("officer2-210106").Away)

	// The unit is visited in any case, and that officer, who is fit but for the conflict, is not sent there.
	c.OK("officer2-210106", "POST", "/api/inspect/classes", map[string]any{"elements": []string{unit.Element}, "credit": "B", "key": true, "source": "省平台"}, nil)
	status(t, 200, l.notice("officer2-210106"), "the notice")
	l.advance(25 * time.Hour)
	status(t, 200, l.seed("legal-210106", theSeed), "the seed")
	status(t, 200, l.publish("publicity-210106"), "published")
	file := c.Do("", "GET", "/api/public/drawings/"+l.id+"/file", nil)
	status(t, 200, file, "the file")
	require.NotContains(t, string(file.Body), "亲属任职", "why somebody keeps away is nobody's business")
	drawn, err := draw.CheckFile(file.Body, draw.Known{})
	require.NoError(t, err)
	i := slices.IndexFunc(drawn.List.Officers, func(x draw.Officer) bool { return x.ID == p.ID })
	require.Equal(t, []string{unit.Code}, drawn.List.Officers[i].Conflicts)
	visits := append(drawn.Result.Covered, drawn.Result.Drawn...)
	require.Equal(t, unit.Code, visits[0].Unit)
	require.NotContains(t, visits[0].Officers, p.ID)
	require.True(t, slices.ContainsFunc(visits, func(v draw.Visit) bool { return slices.Contains(v.Officers, p.ID) }), "elsewhere they are sent")

	o = find("head-210106")
	expired := away("亲属任职")
	expired["to"] = "2026-04-01"
	status(t, 200, c.Do("head-210106", "PUT", path, expired), "")
	var pool inspect.PoolView
	c.OK("officer-210106", "GET", newLot(t, c, 0, 9).path("/pool"), nil, &pool)
	require.Contains(t, pool.Expired, p.Name, "it ends before the last day of the visits")
}
