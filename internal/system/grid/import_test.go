package grid

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/sheet"
	"anlan/internal/engine/register/exchange"
)

// towers is a table of high-rises, the last of which has no floors.
func towers(lon float64) string {
	return fmt.Sprintf("名称,经度,纬度,层数,高度(m),用途,建成年份,自动喷水灭火系统\n甲楼,%[1]v,41.75,30,98.5,综合,2011,是\n乙楼,%[1]v,41.76,0,98.5,综合,2011,是\n", lon)
}

// answer reads an answer of success.
func (w *world) answer(who, request, body string, into any) {
	w.t.Helper()
	r := w.do(who, request, body)
	raw := text(w.t, r)
	require.Equal(w.t, 200, r.StatusCode, raw)
	if into != nil {
		require.NoError(w.t, json.Unmarshal([]byte(raw), into))
	}
}

func send(kind, name string) string {
	return "POST /register/imports?kind=" + kind + "&name=" + url.QueryEscape(name)
}

func TestAnImportFromFileToResult(t *testing.T) {
	w := both(t)
	var j ImportView
	w.answer("tiexi", send("high-rise", "楼.csv"), towers(123.3), &j)
	require.Equal(t, exchange.Waiting, j.State)
	require.Equal(t, []string{"name", "lon", "lat", "attrs.floors", "attrs.height", "attrs.use", "attrs.built", "attrs.sprinklers"}, j.Plan.Columns)
	require.Equal(t, "name", j.Plan.Key)
	require.NotEmpty(t, j.Choices)
	require.Len(t, j.Systems, 6)
	plan, err := json.Marshal(j.Plan)
	require.NoError(t, err)
	path := "/register/imports/" + j.ID
	require.Equal(t, 409, w.do("tiexi", "POST "+path+"/run", "{}").StatusCode, "the dry run comes first")
	w.answer("tiexi", "POST "+path+"/check", string(plan), &j)
	require.Equal(t, exchange.Checking, j.State)
	require.NoError(t, w.exchange.Work(context.Background()))
	w.answer("tiexi", "GET "+path, "", &j)
	require.Equal(t, exchange.Counts{Rows: 2, New: 1, Wrong: 1}, j.Expected)
	faults := w.get("tiexi", path+"/faults?limit=1")
	require.Len(t, faults["items"], 1)
	require.Equal(t, "D", faults["items"].([]any)[0].(map[string]any)["column"])
	require.Empty(t, faults["next"])

	r := w.do("tiexi", "GET "+path+"/wrong", "")
	body := text(t, r)
	require.Equal(t, 200, r.StatusCode)
	require.Contains(t, r.Header.Get("Content-Disposition"), "attachment")
	book, err := sheet.Open(strings.NewReader(body), int64(len(body)), sheet.Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"需更正的行"}, book.Sheets)

	w.answer("tiexi", "POST "+path+"/run", "{}", nil)
	require.NoError(t, w.exchange.Work(context.Background()))
	w.answer("tiexi", "GET "+path, "", &j)
	require.Equal(t, exchange.Done, j.State)
	require.EqualValues(t, 4, w.get("tiexi", "/register/counts")["high-rise"])
	chain, err := w.journal.Of(context.Background(), "import:"+j.ID)
	require.NoError(t, err)
	require.Len(t, chain, 3)
	require.Equal(t, "tiexi", chain[0].Actor)
	require.Equal(t, 409, w.do("tiexi", "POST "+path+"/cancel", "{}").StatusCode)

	list := w.get("tiexi", "/register/imports")["items"].([]any)
	require.Len(t, list, 1)
	require.Equal(t, "tiexi", list[0].(map[string]any)["person_name"])
	require.Len(t, w.get("duty", "/register/imports")["items"], 1, "who keeps the city sees it")
}

func TestImportsRefuse(t *testing.T) {
	w := both(t)
	var j ImportView
	w.answer("duty", send("high-rise", "楼.csv"), towers(123.7), &j)
	for _, c := range []struct {
		who, request, body string
		status             int
	}{
		{"auditor", send("high-rise", "a"), towers(1), 403},
		{"visiting", "GET /register/imports", "", 403},
		{"admin", "GET /register/templates/enterprise", "", 403},
		{"duty", send("volcano", "a"), towers(1), 400},
		{"duty", send("high-rise", "a"), "", 400},
		{"duty", send("high-rise", "a"), "PK\x03\x04", 400},
		{"duty", "GET /register/templates/volcano", "", 404},
		{"tiexi", "GET /register/imports/" + j.ID, "", 404},
		{"tiexi", "GET /register/imports/" + j.ID + "/faults", "", 404},
		{"tiexi", "GET /register/imports/" + j.ID + "/wrong", "", 404},
		{"tiexi", "POST /register/imports/" + j.ID + "/run", "{}", 404},
		{"tiexi", "POST /register/imports/" + j.ID + "/cancel", "{}", 404},
		{"duty", "POST /register/imports/" + j.ID + "/check", `{"table":"","system":"mars","key":"name","columns":[]}`, 400},
	} {
		r := w.do(c.who, c.request, c.body)
		require.Equal(t, c.status, r.StatusCode, "%s %s: %s", c.who, c.request, text(t, r))
	}
	require.Empty(t, w.get("tiexi", "/register/imports")["items"])
}

func TestExportsAreThoseOfTheList(t *testing.T) {
	w := both(t)
	get := func(who, query string, status int) string {
		r := w.do(who, "GET /register/export?"+query, "")
		body := text(t, r)
		require.Equal(t, status, r.StatusCode, body)
		return body
	}
	all := get("duty", "kind=high-rise&format=csv", 200)
	require.Contains(t, all, "铁西大厦0座")
	require.Contains(t, all, "和平大厦2座")
	some := get("duty", "kind=high-rise&format=csv&area="+tiexi+"&risk=yellow&q=%E5%A4%A7%E5%8E%A6", 200)
	require.Contains(t, some, "铁西大厦0座")
	require.NotContains(t, some, "铁西大厦1座")
	require.NotContains(t, some, "和平")
	require.NotContains(t, get("tiexi", "kind=high-rise&format=csv", 200), "和平")
	require.Contains(t, get("duty", "kind=rescue-team&format=csv&language=en", 200), "13912345678")
	masked := get("auditor", "kind=rescue-team&format=csv", 200)
	require.Contains(t, masked, "139****5678")
	require.NotContains(t, masked, "13912345678")

	var features struct{ Features []any }
	require.NoError(t, json.NewDecoder(bytes.NewReader([]byte(get("duty", "kind=high-rise&format=geojson", 200)))).Decode(&features))
	require.Len(t, features.Features, 6)
	require.True(t, strings.HasPrefix(get("duty", "kind=high-rise&format=shapefile&crs=gk3-123", 200), "PK"))
	require.True(t, strings.HasPrefix(get("duty", "kind=high-rise", 200), "PK"))

	get("duty", "kind=volcano", 400)
	get("duty", "kind=high-rise&format=pdf", 400)
	get("duty", "kind=high-rise&format=geojson&crs=gcj02", 400)
	get("duty", "kind=high-rise&crs=mars", 400)
	require.NotContains(t, get("tiexi", "kind=high-rise&format=csv&area="+heping, 200), "大厦", "as in the list, there is nothing")
	get("admin", "kind=high-rise", 403)
}
