package roster_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/clock"
	"anlan/internal/citytest"
	"anlan/internal/engine/duty"
)

type mineView struct {
	Contact struct{ ID string }
	Posts   []struct{ Title string }
	Shifts  []struct{ ID, Roster, Role, Day string }
	Calls   []struct {
		ID, State string
		EndedName string `json:"ended_name"`
		Targets   []struct{ State string }
	}
	Numbers *struct {
		Phone        string
		Second       string
		ConfirmedHow string `json:"confirmed_how"`
		Version      int64
	}
}

// TestMyDutyOverHTTP is one's own: shifts, numbers, and the calls of the week with who answered.
func TestMyDutyOverHTTP(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	var me mineView
	c.OK("duty-210106", "GET", "/api/duty/mine", nil, &me)
	require.NotEmpty(t, me.Contact.ID)
	require.NotEmpty(t, me.Shifts)
	require.NotContains(t, me.Numbers.Phone, "*", "one's own number is whole")
	numbers := map[string]any{"phone": "13811112222", "second": "024-22223333", "third": "", "version": me.Numbers.Version}
	c.OK("duty-210106", "PUT", "/api/duty/mine/numbers", numbers, nil)
	require.Equal(t, 409, c.Do("duty-210106", "PUT", "/api/duty/mine/numbers", numbers).Status, "somebody changed it meanwhile")
	c.OK("duty-210106", "GET", "/api/duty/mine", nil, &me)
	require.Equal(t, "024-22223333", me.Numbers.Second)
	require.NotEmpty(t, me.Numbers.ConfirmedHow)
	numbers["phone"], numbers["version"] = "abc", me.Numbers.Version
	require.Equal(t, 400, c.Do("duty-210106", "PUT", "/api/duty/mine/numbers", numbers).Status)

	var call struct{ ID string }
	c.OK("duty-210106", "POST", "/api/duty/calls", map[string]any{"why": "立即到岗", "contacts": []string{"contact-field-1", "contact-field-2"}, "at_once": true, "area": "210106"}, &call)
	require.NoError(t, c.Duty.Turn(context.Background()))
	c.OK("field-1", "POST", "/api/duty/calls/"+call.ID+"/acknowledge", map[string]any{}, nil)
	c.OK("field-2", "GET", "/api/duty/mine", nil, &me)
	require.Equal(t, "answered", me.Calls[0].State)
	require.NotEmpty(t, me.Calls[0].EndedName, "who was faster is told")
	require.Len(t, me.Calls[0].Targets, 1, "one's own line alone")
	require.Equal(t, "skipped", me.Calls[0].Targets[0].State)
	c.OK("commander-210102", "GET", "/api/duty/mine", nil, &me)
	require.Empty(t, me.Calls, "who was not rung hears nothing")
}

// TestARosterIsDraftedAndPublishedOverHTTP plans a month as its keeper does, and takes it out as a table.
func TestARosterIsDraftedAndPublishedOverHTTP(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	const path = "/api/duty/rosters/roster-210106"
	span := map[string]any{"from": "2026-06-01", "to": "2026-06-30"}
	require.Equal(t, 403, c.Do("duty-210106", "POST", path+"/draft", span).Status)
	require.Equal(t, 404, c.Do("commander-210102", "POST", path+"/draft", span).Status)
	var d duty.RosterDraft
	c.OK("commander-210106", "POST", path+"/draft", span, &d)
	require.Len(t, d.Days, 30)
	require.NotEmpty(t, d.Cells)
	span["version"], span["cells"] = d.Version, d.Cells
	require.Equal(t, 404, c.Do("commander-210102", "PUT", path+"/shifts", span).Status)
	c.OK("commander-210106", "PUT", path+"/shifts", span, nil)
	require.Equal(t, 409, c.Do("commander-210106", "PUT", path+"/shifts", span).Status)
	r := c.Do("grid-210106", "GET", path+"/table?month=2026-06", nil)
	require.Equal(t, 200, r.Status)
	require.True(t, bytes.HasPrefix(r.Body, []byte("PK")), "a workbook")
	var n duty.Roster
	c.OK("commander-210106", "POST", "/api/duty/rosters", map[string]any{"area": "210106", "unit": "区局", "title": "防汛加强值班", "pattern": "12h", "leaders": []string{"contact-commander-210106"}, "officers": []string{"contact-duty-210106"}}, &n)
	require.EqualValues(t, 1, n.Version)
	require.Equal(t, 403, c.Do("commander-210102", "POST", "/api/duty/rosters", map[string]any{"area": "210106", "unit": "x", "title": "x", "pattern": "12h", "leaders": []string{"contact-commander-210102"}, "officers": []string{"contact-duty-210102"}}).Status)
}

// TestContactsComeFromATable checks a table first, then brings it in; again it changes nothing.
func TestContactsComeFromATable(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	table := func(rows ...[]string) []byte {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		require.NoError(t, w.WriteAll(append([][]string{{"姓名", "职务", "单位", "所在区划", "电话", "备用电话"}}, rows...)))
		return b.Bytes()
	}
	var got struct {
		Rows, Added, Changed, Same int
		Done                       bool
		Faults                     []struct {
			Row   int
			Field string
		}
	}
	send := func(check bool, file []byte) {
		c.OK("duty-210106", "POST", "/api/duty/contacts/import", map[string]any{"file": file, "check": check}, &got)
	}
	good := table([]string{"欧阳一", "科长", "应急办", "210106", "13911110001", "024-88880001"}, []string{"欧阳二", "", "应急办", "铁西区", "13911110002", ""})
	send(true, good)
	require.Equal(t, 2, got.Added)
	require.False(t, got.Done)
	send(false, good)
	require.True(t, got.Done)
	send(false, good)
	require.Equal(t, 2, got.Same)
	send(false, table([]string{"欧阳一", "主任", "应急办", "210106", "13911110009", ""}))
	require.Equal(t, 1, got.Changed)
	send(false, table([]string{"欧阳三", "", "", "210106", "13911110003", ""}, []string{"欧阳四", "", "", "和平区", "1", ""}, []string{"", "", "", "210106", "", ""}, []string{"欧阳三", "", "", "210106", "", ""}))
	require.False(t, got.Done, "one wrong row and nothing is stored")
	require.Len(t, got.Faults, 3)
	require.Equal(t, 3, got.Faults[0].Row, "as Excel counts")
	var list struct {
		Items []struct {
			ID, Name, Phone, Second string
			Version                 int64
		}
	}
	c.OK("duty-210106", "GET", "/api/duty/contacts?q=欧阳三", nil, &list)
	require.Empty(t, list.Items)
	c.OK("duty-210106", "GET", "/api/duty/contacts?q=欧阳&stale=true", nil, &list)
	require.Len(t, list.Items, 2, "numbers that nobody has confirmed yet")
	require.Equal(t, "024-88880001", list.Items[0].Second+list.Items[1].Second, "what a row leaves out stays")
	confirm := map[string]any{"version": list.Items[0].Version, "how": "电话接通本人"}
	require.Equal(t, 404, c.Do("duty-210102", "POST", "/api/duty/contacts/"+list.Items[0].ID+"/confirm", confirm).Status)
	c.OK("duty-210106", "POST", "/api/duty/contacts/"+list.Items[0].ID+"/confirm", confirm, nil)
	c.OK("duty-210106", "GET", "/api/duty/contacts?q=欧阳&stale=true", nil, &list)
	require.Len(t, list.Items, 1)
	require.Equal(t, 403, c.Do("grid-210106", "POST", "/api/duty/contacts/import", map[string]any{"file": good}).Status)
	require.Equal(t, 400, c.Do("duty-210106", "POST", "/api/duty/contacts/import", map[string]any{"file": []byte("甲,乙\n1,2\n")}).Status)
}

// TestATestIsRepeatedForThoseNotReached rings everybody of an area, one answers, and only the others are rung again.
func TestATestIsRepeatedForThoseNotReached(t *testing.T) {
	fake := clock.NewFake(citytest.Start)
	c := citytest.New(t, citytest.Options{Clock: fake})
	ctx := context.Background()
	c.OK("duty-210106", "PUT", "/api/duty/testings/210106001", map[string]any{"day": 2, "hour": 11, "running": true, "version": 0}, nil)
	require.Equal(t, 409, c.Do("duty-210106", "POST", "/api/duty/testings/210106001/repeat", nil).Status, "there was none yet")
	fake.Advance(3 * time.Hour) // past the hour of the test
	require.NoError(t, c.Duty.Turn(ctx))
	var r struct {
		Calls []struct {
			ID, State string
			Targets   []struct {
				N     int
				State string
			}
		}
	}
	c.OK("duty-210106", "GET", "/api/duty/testings/210106001", nil, &r)
	require.Len(t, r.Calls, 1)
	first := r.Calls[0]
	require.Greater(t, len(first.Targets), 1)
	c.OK("duty-210106", "POST", "/api/duty/calls/"+first.ID+"/reached", map[string]any{"target": 1, "note": "电话"}, nil)
	c.OK("duty-210106", "POST", "/api/duty/testings/210106001/repeat", nil, nil)
	c.OK("duty-210106", "GET", "/api/duty/testings/210106001", nil, &r)
	require.Len(t, r.Calls, 2)
	require.Len(t, r.Calls[0].Targets, len(first.Targets)-1, "who was reached is left alone")
	require.Equal(t, 404, c.Do("duty-210102", "GET", "/api/duty/testings/210106001", nil).Status)
	require.Equal(t, 404, c.Do("duty-210102", "POST", "/api/duty/testings/210106001/repeat", nil).Status)
}

// TestWhoAnswersInsideOverHTTP draws a ring in a district.
func TestWhoAnswersInsideOverHTTP(t *testing.T) {
	c := citytest.New(t, citytest.Options{})
	const ring = "/api/duty/inside?matter=flood&polygon=123.30,41.78,123.34,41.78,123.34,41.81,123.30,41.81"
	var p struct {
		Areas []struct {
			Area   string
			People []struct {
				Document struct{ Number string }
				Who      struct{ ID string }
			}
		}
		Leaders []struct{ Role string }
		Phones  map[string]string
		Masked  bool
	}
	c.OK("duty", "GET", ring, nil, &p)
	require.NotEmpty(t, p.Areas)
	require.NotEmpty(t, p.Leaders)
	require.False(t, p.Masked)
	first := p.Areas[0].People[0]
	require.NotEmpty(t, first.Document.Number)
	require.NotContains(t, p.Phones[first.Who.ID], "*")
	c.OK("grid-210106", "GET", "/api/duty/inside?area=210106", nil, &p)
	require.True(t, p.Masked)
	c.OK("duty-210181", "GET", ring, nil, &p)
	require.Empty(t, p.Areas, "another district")
	require.Equal(t, 400, c.Do("duty", "GET", "/api/duty/inside?polygon=1,2,3", nil).Status)
	require.Equal(t, 400, c.Do("duty", "GET", "/api/duty/inside", nil).Status)
	require.Equal(t, 403, c.Do("clerk-210106", "GET", "/api/duty/inside?area=210106", nil).Status)
}
