package grid

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/engine/register"
	"anlan/internal/model/gb18218"
)

func TestPartsOfAFile(t *testing.T) {
	w := both(t)
	list := w.get("duty", "/register/elements/tx-plant/parts")["items"].([]any)
	require.Len(t, list, 2)
	require.Equal(t, true, list[0].(map[string]any)["may"])
	require.Equal(t, false, list[1].(map[string]any)["may"])
	require.Empty(t, w.get("duty", "/register/elements/tx-tower-0/parts")["items"], "no part is declared for high-rises")

	rows := w.get("duty", "/register/elements/tx-plant/parts/test.below")["rows"].([]any)
	require.Len(t, rows, 2)
	require.Equal(t, "tx-source", rows[1].(map[string]any)["id"])
	denied := w.do("duty", "GET /register/elements/tx-plant/parts/test.closed", "")
	require.Equal(t, http.StatusForbidden, denied.StatusCode)
	require.Contains(t, text(t, denied), "不可见")
	require.Equal(t, 404, w.do("duty", "GET /register/elements/tx-plant/parts/test.none", "").StatusCode)
	require.Equal(t, 404, w.do("tiexi", "GET /register/elements/hp-plant/parts/test.closed", "").StatusCode, "the element is unknown before its part is denied")
}

func TestHazardsShowTheirWorking(t *testing.T) {
	w := both(t)
	unit := w.get("duty", "/register/elements/tx-plant/hazards")["items"].([]any)[0].(map[string]any)
	require.Equal(t, map[string]any{"s": 6.0, "r": 28.8, "level": 3.0}, unit["computed"], "30 t over 5 t, β 4, 40 persons: α 1.2")
	require.Equal(t, 2.0, unit["stated"].(map[string]any)["level"])
	require.Equal(t, false, unit["agrees"])
	require.Len(t, unit["steps"], 5)
	require.Empty(t, w.get("duty", "/register/elements/tx-tower-0/hazards")["items"])

	body := `{"kind":"hazard-source","name":"库","lon":123.2,"lat":41.75,"parent":"tx-plant","attrs":{"unit":"storage","level":4,"chemicals":[{"name":"某物","quantity":30,"critical":5}]}}`
	require.Equal(t, 200, w.do("duty", "PUT /register/elements/tx-source?version=1", body).StatusCode)
	unit = w.get("duty", "/register/elements/tx-source/hazards")["items"].([]any)[0].(map[string]any)
	require.Equal(t, "须注明危险性类别", unit["fault"].(map[string]any)["zh"])
}

// The classes of the register are those of the standard.
func TestClassesAreThoseOfTheStandard(t *testing.T) {
	choices := register.HazardClass("").Choices()
	require.Len(t, choices, 24)
	for _, c := range choices {
		class, ok := gb18218.FindClass(c.Key)
		require.True(t, ok, c.Key)
		require.Equal(t, c.Key, class.Symbol)
	}
}

func TestTakeOutAndBringBack(t *testing.T) {
	w := both(t)
	gone := func(who, id string, version int, reason string) *http.Response {
		return w.do(who, fmt.Sprintf("DELETE /register/elements/%s?version=%d&reason=%s", id, version, url.QueryEscape(reason)), "")
	}
	back := func(who, id, body string) *http.Response {
		return w.do(who, "POST /register/elements/"+id+"/restore", body)
	}
	for _, c := range []struct {
		who, id, reason string
		version, status int
	}{
		{"auditor", "tx-tower-0", "拆除", 1, 403},
		{"tiexi", "hp-tower-0", "拆除", 1, 404},
		{"tiexi", "tx-tower-0", "", 1, 400},
		{"tiexi", "tx-tower-0", " ", 1, 400},
		{"tiexi", "tx-tower-0", "拆除", 7, 409},
		{"tiexi", "tx-plant", "拆除", 1, 409},
		{"tiexi", "none", "拆除", 1, 404},
	} {
		r := gone(c.who, c.id, c.version, c.reason)
		require.Equal(t, c.status, r.StatusCode, "%+v %s", c, text(t, r))
	}
	r := gone("tiexi", "tx-tower-0", 1, "已经拆除")
	require.Equal(t, 200, r.StatusCode)
	require.JSONEq(t, `{"id":"tx-tower-0","version":1}`, text(t, r))
	require.Equal(t, 404, w.do("duty", "GET /register/elements/tx-tower-0", "").StatusCode)
	require.Len(t, w.get("duty", "/register/elements/tx-tower-0/history")["items"], 1)

	for _, c := range []struct {
		who, body string
		status    int
	}{
		{"auditor", `{"version":1,"current":0,"reason":"误删"}`, 403},
		{"tiexi", `{"version":1,"current":0,"reason":""}`, 400},
		{"tiexi", `{"version":9,"current":0,"reason":"误删"}`, 404},
		{"tiexi", `{"version":1,"current":1,"reason":"误删"}`, 404},
		{"tiexi", `{"version":1,"current":0,"reason":"误删"}`, 200},
		{"tiexi", `{"version":1,"current":0,"reason":"误删"}`, 409},
	} {
		r := back(c.who, "tx-tower-0", c.body)
		require.Equal(t, c.status, r.StatusCode, "%+v %s", c, text(t, r))
	}
	require.Equal(t, 3.0, w.get("duty", "/register/elements/tx-tower-0")["version"])
	require.Equal(t, 404, back("tiexi", "hp-tower-0", `{"version":1,"current":1,"reason":"x"}`).StatusCode)
}

func TestAsKnownThen(t *testing.T) {
	w := both(t)
	const loaded, before = "2020-12-31T01:00:00Z", "2020-12-31T00:59:59Z"
	require.Len(t, w.get("duty", "/register/elements?kind=high-rise&at="+loaded)["items"], 6)
	require.Empty(t, w.get("duty", "/register/elements?kind=high-rise&at="+before)["items"])
	view := w.get("duty", "/register/elements/tx-plant?at="+loaded)
	require.Equal(t, false, view["may_put"], "the past is not changed")
	require.NotEmpty(t, view["children"].([]any))
	require.Equal(t, 404, w.do("duty", "GET /register/elements/tx-plant?at="+before, "").StatusCode)
	for _, bad := range []string{"yesterday", "2020-12-31", "9999-01-01T00:00:00Z"} {
		r := w.do("duty", "GET /register/elements?at="+bad, "")
		require.Equal(t, 400, r.StatusCode, bad)
		require.Contains(t, text(t, r), `"field":"at"`)
	}
}

func TestListsNarrowedByAttributes(t *testing.T) {
	w := both(t)
	require.Len(t, w.get("duty", "/register/elements?kind=high-rise&where=floors:30&where=use:mixed,office&where=sprinklers:true")["items"], 6)
	require.Empty(t, w.get("duty", "/register/elements?kind=high-rise&where=floors:31..")["items"])
	require.Len(t, w.get("tiexi", "/register/elements?kind=high-rise&where=floors:1..99")["items"], 3)
	for query, field := range map[string]string{
		"where=floors:30":                  "kind",
		"kind=high-rise&where=floors:x":    "where.floors",
		"kind=high-rise&where=colour:red":  "where.colour",
		"kind=high-rise&where=use:castle":  "where.use",
		"kind=enterprise&where=phone:1":    "where.phone",
		"kind=enterprise&where=scale:huge": "where.scale",
	} {
		r := w.do("duty", "GET /register/elements?"+query, "")
		got := text(t, r)
		require.Equal(t, 400, r.StatusCode, query)
		require.Contains(t, got, `"field":"`+field+`"`, query)
	}
}

func TestShapesAreServed(t *testing.T) {
	w := both(t)
	all := w.get("duty", "/register/shapes?kind=construction-site")
	require.Len(t, all["features"], 2)
	require.Equal(t, "FeatureCollection", all["type"])
	require.Len(t, w.get("duty", "/register/shapes?kind=construction-site&bbox=122.9,41.6,123.2,41.9")["features"], 1)
	require.Len(t, w.get("tiexi", "/register/shapes?kind=construction-site")["features"], 1)
	require.Equal(t, 400, w.do("duty", "GET /register/shapes?kind=volcano", "").StatusCode)
	require.Equal(t, 400, w.do("duty", "GET /register/shapes?kind=river&bbox=1,2,3", "").StatusCode)
	require.NotContains(t, text(t, w.do("duty", "GET /register/elements?kind=construction-site", "")), "coordinates", "lists go without")
	require.Contains(t, text(t, w.do("duty", "GET /register/elements/tx-site", "")), "coordinates")

	r := w.do("duty", "POST /register/elements", `{"kind":"river","name":"某河","shape":{"type":"LineString","coordinates":[[123.1,41.7],[123.3,41.7]]},"attrs":{"grade":"city","length":8,"basin":20,"standard":50,"leader":"某人","post":"副市长"}}`)
	raw := text(t, r)
	require.Equal(t, 200, r.StatusCode, raw)
	var made ElementItem
	require.NoError(t, json.Unmarshal([]byte(raw), &made))
	require.InDelta(t, 123.2, made.Lon, 1e-6, "the point follows from the line")
	bad := w.do("duty", "POST /register/elements", `{"kind":"forest-plot","name":"某地","shape":{"type":"Polygon","coordinates":[[[123,41],[124,42],[124,41],[123,42],[123,41]]]},"attrs":{}}`)
	require.Equal(t, 400, bad.StatusCode)
	require.Contains(t, text(t, bad), `"field":"shape"`)
}
