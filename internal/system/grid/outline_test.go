package grid

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// outlinesMoved is a file in which one district gives ground to the other.
const outlinesMoved = `{"type":"FeatureCollection","features":[
	{"type":"Feature","properties":{"code":"210106"},"geometry":{"type":"Polygon","coordinates":[[[123,41.5],[123.6,41.5],[123.6,42],[123,42],[123,41.5]]]}},
	{"type":"Feature","properties":{"code":"210102"},"geometry":{"type":"Polygon","coordinates":[[[123.6,41.5],[124,41.5],[124,42],[123.6,42],[123.6,41.5]]]}}]}`

// TestOutlinesOverHTTP takes a file of outlines the whole way, as those who may and those who may not: sent, checked, looked
// at, put in force, asked for by day, taken out and undone.
func TestOutlinesOverHTTP(t *testing.T) {
	w := open(t)
	send := func(who string) *http.Response {
		return w.do(who, "POST /register/imports?kind=area-outline&name=border.geojson", outlinesMoved, "Content-Type", "application/octet-stream")
	}
	require.Equal(t, http.StatusForbidden, send("auditor").StatusCode)
	r := send("duty")
	raw := text(t, r)
	require.Equal(t, http.StatusOK, r.StatusCode, raw)
	job := decoded(t, raw)
	id := job["id"].(string)
	require.Equal(t, "区划边界", job["kind_title"].(map[string]any)["zh"])
	plan := `{"table":"","system":"wgs84","key":"code","columns":["code"],"reason":%q}`
	require.Equal(t, http.StatusBadRequest, w.do("duty", "POST /register/imports/"+id+"/check", fmt.Sprintf(plan, "")).StatusCode, "without a reason")
	require.Equal(t, http.StatusOK, w.do("duty", "POST /register/imports/"+id+"/check", fmt.Sprintf(plan, "区划批复")).StatusCode)
	require.NoError(t, w.exchange.Work(context.Background()))
	report := w.get("duty", "/register/imports/"+id+"/outlines")
	require.Len(t, report["outlines"], 2)
	require.Empty(t, report["faults"])
	require.Equal(t, http.StatusNotFound, w.do("tiexi", "GET /register/imports/"+id+"/outlines", "").StatusCode, "half of it is not theirs")

	require.Equal(t, http.StatusOK, w.do("duty", "POST /register/imports/"+id+"/run", "").StatusCode)
	require.NoError(t, w.exchange.Work(context.Background()))
	where := func(on string) any {
		items := w.get("auditor", "/register/areas/at?lon=123.55&lat=41.7&on="+on)["items"].([]any)
		return items[1].(map[string]any)["code"]
	}
	require.Equal(t, tiexi, where(""))
	require.Equal(t, heping, where("2020-12-30"))
	require.Equal(t, http.StatusBadRequest, w.do("auditor", "GET /register/areas/at?lon=1&lat=1&on=never", "").StatusCode)
	today, before := text(t, w.do("duty", "GET /register/areas/outlines", "")), text(t, w.do("duty", "GET /register/areas/outlines?on=2020-12-30", ""))
	require.Contains(t, today, "123.6")
	require.NotContains(t, before, "123.6")

	file := text(t, w.do("auditor", "GET /register/areas/file?level=district&on=2020-12-30", ""))
	require.Contains(t, file, `"code":"210106"`)
	require.NotContains(t, file, "123.6")
	require.NotContains(t, text(t, w.do("tiexi", "GET /register/areas/file?level=district&area=210102", "")), "210102", "beyond the area")
	require.Equal(t, http.StatusOK, w.do("duty", "GET /register/areas/file?format=shapefile&crs=gcj02", "").StatusCode)
	require.Equal(t, http.StatusBadRequest, w.do("duty", "GET /register/areas/file?format=geojson&crs=gcj02", "").StatusCode)

	acts := w.get("tiexi", "/register/outlines/acts")["items"].([]any)
	require.Len(t, acts, 1)
	undo := "POST /register/outlines/acts/" + acts[0].(map[string]any)["id"].(string) + "/undo"
	require.Equal(t, http.StatusForbidden, w.do("auditor", undo, `{"reason":"批复撤销"}`).StatusCode)
	require.Equal(t, http.StatusNotFound, w.do("tiexi", undo, `{"reason":"批复撤销"}`).StatusCode)
	require.Equal(t, http.StatusOK, w.do("duty", undo, `{"reason":"批复撤销"}`).StatusCode)
	require.Equal(t, heping, where(""))
	require.Equal(t, http.StatusConflict, w.do("duty", undo, `{"reason":"批复撤销"}`).StatusCode)
	versions := w.get("auditor", "/register/areas/versions?code=210106")["items"].([]any)
	require.Len(t, versions, 3)
	require.Equal(t, "批复撤销", versions[0].(map[string]any)["act"].(map[string]any)["reason"])
	require.Empty(t, w.get("auditor", "/register/areas/versions?code=999999")["items"])
}

func decoded(t *testing.T, raw string) (out map[string]any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(raw), &out))
	return out
}
