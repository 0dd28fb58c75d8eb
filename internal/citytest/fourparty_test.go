package citytest_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"anlan/internal/citytest"
	"anlan/internal/system/dualcontrol"
	"anlan/internal/system/fourparty"
	"anlan/internal/system/govern"
)

// checking is a programme of two units in 铁西区: the district itself and an enterprise of it.
type checking struct {
	*citytest.City
	t          *testing.T
	programme  string
	area, firm fourparty.CheckedUnitRow
}

func (c checking) view(login string) (v fourparty.ProgrammeView) {
	c.t.Helper()
	c.OK(login, "GET", "/api/fourparty/programmes/"+c.programme, nil, &v)
	return v
}

func (c checking) unit(login, id string) (v fourparty.CheckedUnitView) {
	c.t.Helper()
	c.OK(login, "GET", "/api/fourparty/units/"+id, nil, &v)
	return v
}

const checkItems = `{"items":[
	{"no":"1","title":"责任制","document":"《安全生产法》","article":"第二十二条","mode":"each","full":10,"off":2},
	{"no":"2","title":"通道","document":"《消防法》","article":"第二十八条","mode":"once","full":10,"off":10,"photo":true},
	{"no":"3","title":"瞒报","document":"《安全生产法》","article":"第八十三条","mode":"veto"}]}`

func startChecking(t *testing.T) checking {
	c := checking{City: citytest.New(t, citytest.Options{}), t: t}
	var made fourparty.Programme
	c.OK("head", "POST", "/api/fourparty/programmes", map[string]any{"title": "安全城市创建核查", "area": "2101", "from": "2026-03-01", "to": "2026-03-31", "tolerance": 20, "basis": "创建方案", "template": true}, &made)
	c.programme = made.ID
	path := "/api/fourparty/programmes/" + made.ID
	require.Len(t, c.view("head").Items, 10, "with the items of the product")
	c.OK("head", "POST", path+"/items", checkItems, nil)
	require.Equal(t, 400, c.Do("head", "POST", path+"/start", nil).Status, "nobody to check")
	var el struct {
		Items []struct{ ID, Name, Area string }
	}
	c.OK("head", "GET", "/api/fourparty/elements?kind=enterprise&area=210106&q=%E5%85%AC%E5%8F%B8", nil, &el)
	c.OK("head", "POST", path+"/units", map[string]any{"kind": "area", "area": "210106"}, nil)
	c.OK("head", "POST", path+"/units", map[string]any{"kind": "enterprise", "element": el.Items[0].ID}, nil)
	require.Equal(t, http.StatusConflict, c.Do("head", "POST", path+"/units", map[string]any{"kind": "area", "area": "210106"}).Status)
	for _, u := range c.view("head").Units {
		if u.Kind == fourparty.AreaUnit {
			c.area = u
		} else {
			c.firm = u
		}
	}
	appoint := func(party, person string, units ...string) citytest.Answer {
		return c.Do("head", "POST", path+"/appoint", map[string]any{"party": party, "person": person, "units": units})
	}
	require.Equal(t, 200, appoint("self", "duty-210106", c.area.ID).Status)
	require.Equal(t, 200, appoint("self", "unit", c.firm.ID).Status)
	require.Equal(t, 200, appoint("government", "officer").Status)
	require.Equal(t, 200, appoint("expert", "expert").Status)
	require.Contains(t, string(c.Do("head", "POST", path+"/start", nil).Body), "第三方评估", "who is missing is named")
	require.Equal(t, http.StatusConflict, appoint("third", "expert").Status, "nobody scores for two parties")
	require.Equal(t, 400, appoint("third", "grid-210106").Status, "no right to score")
	require.Equal(t, 400, appoint("government", "officer-210102").Status, "no right in this area")
	require.Equal(t, 200, appoint("third", "third").Status)
	c.OK("head", "POST", path+"/start", nil, nil)
	require.Equal(t, http.StatusConflict, c.Do("head", "POST", path+"/start", nil).Status)
	require.Equal(t, http.StatusConflict, c.Do("head", "POST", path+"/items", checkItems).Status, "items stand still")
	return c
}

func (c checking) handIn(login, unit, party string, marks ...map[string]any) citytest.Answer {
	c.t.Helper()
	return c.Do(login, "POST", "/api/fourparty/units/"+unit+"/sheets/"+party+"/hand-in", map[string]any{"marks": marks, "taken_at": c.Clock.Now().Add(-time.Hour)})
}

func mark(item string, count int) map[string]any {
	m := map[string]any{"item": item, "count": count}
	if count > 0 {
		m["note"] = fmt.Sprintf("发现 %d 处", count)
	}
	return m
}

// TestPartiesScoreApart: each party sees what it is appointed to and nothing of the others before all have handed in, not
// even in the journal; a sheet is handed in once.
func TestPartiesScoreApart(t *testing.T) {
	c := startChecking(t)
	var mine fourparty.Assignments
	c.OK("expert", "GET", "/api/fourparty/mine", nil, &mine)
	require.Len(t, mine.Tasks, 2)
	c.OK("unit", "GET", "/api/fourparty/mine", nil, &mine)
	require.Len(t, mine.Tasks, 1)
	require.Equal(t, c.firm.ID, mine.Tasks[0].Unit)
	for _, path := range []string{"/api/fourparty/programmes", "/api/fourparty/units/" + c.firm.ID, "/api/register/elements", "/api/fourparty/units/" + c.firm.ID + "/report"} {
		require.Equal(t, http.StatusForbidden, c.Do("expert", "GET", path, nil).Status, path)
	}
	require.Equal(t, 404, c.handIn("unit", c.area.ID, "self", mark("1", 0), mark("2", 0), mark("3", 0)).Status, "not appointed there")
	require.Equal(t, 404, c.handIn("expert", c.firm.ID, "third", mark("1", 0), mark("2", 0), mark("3", 0)).Status, "another's party")

	save := "/api/fourparty/units/" + c.firm.ID + "/sheets/expert/save"
	c.OK("expert", "POST", save, map[string]any{"marks": []any{mark("1", 4)}}, nil)
	require.Equal(t, http.StatusConflict, c.Do("expert", "POST", save, map[string]any{"marks": []any{mark("1", 1)}, "revision": 1}).Status)
	require.Equal(t, 400, c.handIn("expert", c.firm.ID, "expert", mark("1", 4)).Status, "two items are missing")
	require.Equal(t, 400, c.handIn("expert", c.firm.ID, "expert", mark("1", 4), mark("2", 1), mark("3", 0)).Status, "a photograph is missing")
	photo := uuid.NewString()
	two := mark("2", 1)
	two["photos"] = []string{photo}
	require.Equal(t, 400, c.handIn("expert", c.firm.ID, "expert", mark("1", 4), two, mark("3", 0)).Status, "it has not come")
	for range 2 {
		require.Equal(t, 200, c.Do("expert", "POST", "/api/fourparty/photos/"+photo, "\xff\xd8\xff\xe0 not much of a picture", "Content-Type", "image/jpeg").Status)
	}
	for range 2 {
		a := c.handIn("expert", c.firm.ID, "expert", mark("1", 4), two, mark("3", 0))
		require.Equal(t, 200, a.Status, "%s", a.Body)
	}
	require.Equal(t, http.StatusConflict, c.handIn("expert", c.firm.ID, "expert", mark("1", 0), mark("2", 0), mark("3", 0)).Status, "handed in once")

	for _, login := range []string{"head", "officer", "leader", "auditor"} {
		v := c.unit(login, c.firm.ID)
		require.True(t, v.Sealed)
		for _, i := range v.Items {
			require.Empty(t, i.Said, "%s sees marks before all are in", login)
		}
		require.Equal(t, 404, c.Do(login, "GET", "/api/fourparty/photos/"+photo, nil).Status)
	}
	require.Equal(t, 200, c.Do("expert", "GET", "/api/fourparty/photos/"+photo, nil).Status, "one's own")
	require.Equal(t, http.StatusConflict, c.Do("head", "GET", "/api/fourparty/units/"+c.firm.ID+"/report", nil).Status)
	journal := c.Do("head", "GET", "/api/cases/"+c.view("head").Units[0].Case+"/journal", nil)
	require.NotContains(t, string(journal.Body), "发现 4 处")
	require.Equal(t, http.StatusUnprocessableEntity, c.Do("head", "POST", "/api/cases/"+c.unit("head", c.firm.ID).Case+"/acts/compare", nil).Status, "three are not in")
	ill := map[string]any{"party": "expert", "person": "officer-210106", "units": []string{c.firm.ID}}
	require.Equal(t, http.StatusConflict, c.Do("head", "POST", "/api/fourparty/programmes/"+c.programme+"/appoint", ill).Status, "the expert has handed in")
	ill["units"] = []string{c.area.ID}
	require.Equal(t, 200, c.Do("head", "POST", "/api/fourparty/programmes/"+c.programme+"/appoint", ill).Status, "somebody takes an open sheet over")
	require.Equal(t, 404, c.handIn("expert", c.area.ID, "expert", mark("1", 0), mark("2", 0), mark("3", 0)).Status)
}

// TestDifferencesAreSettledAndFindingsFollowed: what lies beyond the parameter is settled by somebody who scored nothing; the
// score follows; what costs points becomes a rectification below the check, and the check closes with it.
func TestDifferencesAreSettledAndFindingsFollowed(t *testing.T) {
	c := startChecking(t)
	require.Equal(t, 200, c.handIn("unit", c.firm.ID, "self", mark("1", 0), mark("2", 0), mark("3", 0)).Status)
	require.Equal(t, 200, c.handIn("officer", c.firm.ID, "government", mark("1", 2), mark("2", 0), mark("3", 0)).Status)
	require.Equal(t, 200, c.handIn("expert", c.firm.ID, "expert", mark("1", 2), mark("2", 0), mark("3", 0)).Status)
	require.Equal(t, 200, c.handIn("third", c.firm.ID, "third", mark("1", 1), mark("2", 0), mark("3", 0)).Status)
	v := c.unit("head", c.firm.ID)
	require.False(t, v.Sealed)
	require.Equal(t, fourparty.Comparing, v.Stage)
	require.Equal(t, 1, v.Differences)
	require.Equal(t, 4000, v.Items[0].Spread)
	require.True(t, v.Items[0].Differs)
	require.Len(t, v.Items[0].Said, 4)
	require.True(t, v.Items[1].Settled)
	require.Nil(t, v.Score)

	settle := func(login, item string, count int) citytest.Answer {
		return c.Do(login, "POST", "/api/cases/"+v.Case+"/acts/settle", map[string]any{"item": item, "count": count, "reason": "现场复核为两处"})
	}
	require.Equal(t, http.StatusForbidden, settle("officer", "1", 2).Status)
	require.Equal(t, http.StatusUnprocessableEntity, settle("head", "2", 0).Status, "no difference there")
	require.Equal(t, 404, settle("head-210102", "1", 2).Status, "another district")
	a := settle("head", "1", 2)
	require.Equal(t, 200, a.Status, "%s", a.Body)
	v = c.unit("head", c.firm.ID)
	require.Equal(t, fourparty.Following, v.Stage)
	require.EqualValues(t, (6+10)*100_000/20, *v.Score)
	require.Equal(t, "现场复核为两处", v.Items[0].Agreed.Reason)
	require.NotNil(t, v.Follow)

	var found struct {
		Procedure, Root string
		Data            dualcontrol.HiddenDanger
	}
	c.OK("officer-210106", "GET", "/api/cases/"+v.Follow.ID, nil, &struct{ Case any }{&found})
	require.Equal(t, dualcontrol.Rectification, found.Procedure)
	require.Equal(t, v.Case, found.Root)
	require.Len(t, found.Data.Findings, 1)
	require.Contains(t, found.Data.Findings[0], "现场复核为两处")
	require.Equal(t, http.StatusUnprocessableEntity, c.Do("head", "POST", "/api/cases/"+v.Case+"/acts/close", nil).Status, "the rectification is open")

	word := c.Do("head", "GET", "/api/fourparty/units/"+c.firm.ID+"/report", nil)
	require.Equal(t, 200, word.Status)
	require.True(t, bytes.HasPrefix(word.Body, []byte("PK")))
	for _, path := range []string{"/units/" + c.firm.ID + "/print", "/programmes/" + c.programme + "/print"} {
		a := c.Do("head", "GET", "/api/fourparty"+path, nil)
		require.Equal(t, 200, a.Status, "%s", a.Body)
		require.Contains(t, string(a.Body), c.firm.Name)
		require.Contains(t, string(a.Body), "80")
	}

	scores, err := c.Checks.ScoresOf(context.Background(), c.Clock.Now().Add(-time.Hour), c.Clock.Now().Add(time.Hour))
	require.NoError(t, err)
	require.Len(t, scores, 1)
	require.Equal(t, c.firm.ID, scores[0].ID)
}

// TestAnAreaIsSupervised: what an area lost points for becomes supervision; nothing found closes the check at once; a check
// that is called off takes no more sheets.
func TestAnAreaIsSupervised(t *testing.T) {
	c := startChecking(t)
	for _, x := range []struct{ login, party string }{{"duty-210106", "self"}, {"officer", "government"}, {"expert", "expert"}, {"third", "third"}} {
		a := c.handIn(x.login, c.area.ID, x.party, mark("1", 1), mark("2", 0), mark("3", 0))
		require.Equal(t, 200, a.Status, "%s", a.Body)
	}
	v := c.unit("head-210106", c.area.ID)
	require.Equal(t, fourparty.Following, v.Stage)
	require.EqualValues(t, 90_000, *v.Score)
	require.Equal(t, c.area.ID, c.unit("head", v.Case).ID, "a case is found by its id too")
	var board struct{ Items []govern.MatterRow }
	c.OK("head", "GET", "/api/govern/supervision", nil, &board)
	require.Len(t, board.Items, 1)
	require.Equal(t, "check", board.Items[0].Source)
	require.Equal(t, v.Follow.ID, board.Items[0].ID)
	require.Equal(t, 404, c.Do("head-210102", "GET", "/api/fourparty/units/"+c.area.ID, nil).Status)
	require.Equal(t, 404, c.Do("head-210102", "GET", "/api/fourparty/programmes/"+c.programme, nil).Status)
	require.Len(t, c.view("head-210106").Units, 2, "a district sees the city's programme with its own units")

	c.OK("head", "POST", "/api/cases/"+c.unit("head", c.firm.ID).Case+"/acts/cancel", map[string]any{"reason": "企业已关闭"}, nil)
	require.Equal(t, http.StatusConflict, c.handIn("unit", c.firm.ID, "self", mark("1", 0), mark("2", 0), mark("3", 0)).Status)
	c.OK("head", "POST", "/api/cases/"+v.Follow.ID+"/acts/withdraw", map[string]any{"reason": "重复督办"}, nil)
	c.OK("leader", "POST", "/api/cases/"+v.Follow.ID+"/acts/withdraw/sign", map[string]any{"agree": true, "opinion": "同意"}, nil)
	soon(t, "the check closes with what followed it", func() bool { return c.unit("head", c.area.ID).Stage == fourparty.Closed })
}

// TestItemsComeFromATable: the titles of the form are the titles of the table, and a fault names its row.
func TestItemsComeFromATable(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	var made fourparty.Programme
	c.OK("head", "POST", "/api/fourparty/programmes", map[string]any{"title": "核查", "area": "2101", "from": "2026-03-01", "to": "2026-03-31", "tolerance": 20}, &made)
	table := func(lines ...string) citytest.Answer {
		return c.Do("head", "POST", "/api/fourparty/programmes/"+made.ID+"/items/table", strings.Join(lines, "\n"), "Content-Type", "application/octet-stream")
	}
	const head = "编号,核查内容,依据文件,条款,扣分方式,分值,每次扣分,扣分须拍照"
	var v fourparty.ProgrammeView
	a := table(head, "1,责任制,《安全生产法》,第二十二条,按次扣分,10,2,是", "2,瞒报,《安全生产法》,第八十三条,一票否决,,,否")
	require.Equal(t, 200, a.Status, "%s", a.Body)
	a.JSON(t, &v)
	require.Len(t, v.Items, 2)
	require.True(t, v.Items[0].Photo)
	require.Equal(t, fourparty.Veto, v.Items[1].Mode)
	a = table(head, "1,责任制,《安全生产法》,第二十二条,按次扣分,10,20,是")
	require.Equal(t, 400, a.Status)
	require.Contains(t, string(a.Body), "第 2 行")
	require.Equal(t, 400, table(head).Status)
	require.Len(t, func() []fourparty.CheckItem {
		c.OK("head", "GET", "/api/fourparty/programmes/"+made.ID, nil, &v)
		return v.Items
	}(), 2, "what was refused changed nothing")
}
