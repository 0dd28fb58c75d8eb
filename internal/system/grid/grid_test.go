package grid

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/system"
)

func TestModuleAgrees(t *testing.T) {
	w := open(t)
	require.NoError(t, system.Check(w.module))
	paths := w.server.OpenAPI().Paths
	require.Contains(t, paths["/api/register/tiles/{layer}/{z}/{x}/{y}"].Get.Responses["200"].Content, "application/vnd.mapbox-vector-tile")
	require.Contains(t, paths["/api/register/areas/outlines"].Get.Responses["200"].Content, "application/geo+json")
}

// Each row: who asks what, and what the answer has and has not.
func TestReading(t *testing.T) {
	w := both(t)
	for _, c := range []struct {
		who, request string
		status       int
		has, hasNot  []string
	}{
		{"duty", "/register/kinds", 200, []string{`"name":"enterprise"`, `"zh":"企业"`, `"columns":[{"field":"credit_code"`, `"glyph":"企"`, `"x-private":true`}, nil},
		{"admin", "/register/kinds", 200, []string{`"name":"enterprise"`}, nil}, // words, no element
		{"admin", "/register/elements?kind=enterprise", 403, []string{`"code":"http.not-permitted"`}, nil},
		{"nobody", "/register/kinds", 401, nil, nil},

		{"duty", "/register/elements?kind=enterprise", 200, []string{`"id":"hp-plant"`, `"id":"tx-plant"`, `"area":"210106001001"`, `"area_name":"铁西区 铁西区一街道 铁西区甲社区"`, `"risk":"red"`, `"next":""`}, []string{"tower"}},
		{"duty", "/register/elements?kind=&risk=&parent=&q=&area=&cursor=&limit=3", 200, []string{`"next":"210102001001/hp-source"`}, []string{"tx-"}},
		{"duty", "/register/elements?area=" + tiexi + "&risk=blue", 200, []string{"tx-tower-1", "tx-tower-2"}, []string{"hp-", "tx-tower-0"}},
		{"duty", "/register/elements?parent=tx-plant", 200, []string{"tx-source"}, []string{`"id":"tx-plant"`, "hp-"}},
		{"duty", "/register/elements?parent=tx-plant&q=%25", 200, []string{`"items":[]`}, nil},
		{"duty", "/register/elements?q=%20液氯%20&kind=hazard-source", 200, []string{"tx-source", "hp-source"}, []string{"plant\",\"kind\":\"ent"}},
		{"duty", "/register/elements?kind=volcano", 400, []string{`"field":"kind"`}, nil},
		{"duty", "/register/elements?limit=501", 400, []string{`"field":"limit"`}, nil},
		{"duty", "/register/elements?cursor=x", 400, []string{`"field":"cursor"`}, nil},
		{"duty", "/register/elements?colour=red", 400, nil, nil},

		{"duty", "/register/elements/tx-plant", 200, []string{
			`"kind_title":{"zh":"企业"`, `"path":[{"code":"2101"`, `{"code":"210106001001","name":"铁西区甲社区"`, `"children":[{"kind":"mine"`, `"kind":"hazard-source","title":{"zh":"重大危险源","en":"Major hazard source"},"items":[{"id":"tx-source"`,
			`"columns":[{"field":"credit_code"`, `"legal_person":"赵钱孙"`, `"may_put":true`, `"demo":true`,
		}, []string{"hp-"}},
		{"duty", "/register/elements/tx-source", 200, []string{`"parent_name":"铁西化工厂"`, `"children":[{"kind":"tank"`, `"items":[]`}, nil},
		{"duty", "/register/elements/none", 404, []string{`"code":"register.element.unknown"`}, nil},
		{"duty", "/register/elements/none/history", 404, nil, nil},
		{"duty", "/register/elements/tx-plant/history", 200, []string{`"items":[]`}, nil},

		{"duty", "/register/near?lon=123.2&lat=41.75&kind=high-rise&k=2", 200, []string{`{"element":{"id":"tx-tower-0"`, `"distance_m":0}`, `"id":"tx-tower-1"`, `"distance_m":8.3`}, []string{"tx-tower-2"}},
		{"duty", "/register/near?lon=123.2&lat=41.75&kind=rescue-team&reach=10000", 200, []string{"tx-team"}, []string{"hp-team"}},
		{"duty", "/register/near?lon=123.2&lat=41.75&kind=high-rise&risk=yellow", 200, []string{"tx-tower-0", "hp-tower-0"}, []string{"tower-1"}},
		{"duty", "/register/near?lon=NaN&lat=41.75&kind=high-rise", 400, nil, nil},
		{"duty", "/register/near?lon=123.2&lat=41.75&kind=high-rise&reach=NaN", 400, nil, nil},
		{"duty", "/register/near?lon=123.2&kind=high-rise", 400, []string{"lat"}, nil},

		{"duty", "/register/inside?kind=high-rise&bbox=123,41,123.5,42", 200, []string{`"total":3`, "tx-tower-0"}, []string{"hp-"}},
		{"duty", "/register/inside?kind=high-rise&bbox=123,41,124,42&limit=1", 200, []string{`"total":6`, "hp-tower-0"}, []string{"tx-", "tower-1"}},
		{"duty", "/register/inside?kind=high-rise&polygon=123.19,41.7,123.20015,41.7,123.20015,41.8,123.19,41.8", 200, []string{`"total":2`}, []string{"tower-2", "hp-"}},
		{"duty", "/register/inside?kind=high-rise&area=" + heping, 200, []string{`"total":3`}, []string{"tx-"}},
		{"duty", "/register/inside?kind=high-rise", 400, []string{"grid.bounds-missing"}, nil},
		{"duty", "/register/inside?kind=high-rise&bbox=124,41,123,42", 400, []string{`"field":"bbox"`}, nil},
		{"duty", "/register/inside?kind=high-rise&bbox=NaN,41,123,42", 400, []string{`"field":"bbox"`}, nil},
		{"duty", "/register/inside?kind=high-rise&polygon=123,41,124,42", 400, []string{`"field":"polygon"`}, nil},
		{"duty", "/register/inside?kind=high-rise&polygon=123,41,124,42,500,0", 400, []string{`"field":"polygon"`}, nil},
		{"duty", "/register/near?lon=123.2&lat=41.75&kind=enterprise&where=employees:90..&where=scale:large,small", 200, []string{"tx-plant", "hp-plant"}, nil},
		{"duty", "/register/near?lon=123.2&lat=41.75&kind=enterprise&where=employees:91..", 200, []string{`"items":[]`}, nil},
		{"duty", "/register/near?lon=123.2&lat=41.75&kind=enterprise&where=phone:13812345678", 400, []string{`"field":"where.phone"`}, nil},
		{"duty", "/register/inside?kind=high-rise&circle=123.2,41.75,10", 200, []string{`"total":2`}, []string{"tower-2"}},
		{"duty", "/register/inside?kind=high-rise&circle=123.2,41.75,-1", 400, []string{`"field":"circle"`}, nil},
		{"duty", "/register/inside?kind=high-rise&circle=123.2,41.75,10&polygon=123,41,124,41,124,42", 400, []string{"grid.bounds-many"}, nil},
		{"duty", "/register/inside?kind=high-rise&line=123,41.75,123.3,41.75", 400, []string{`"field":"buffer"`}, nil},
		{"duty", "/register/inside?kind=high-rise&line=123,41.7501,123.3,41.7501&buffer=20", 200, []string{`"total":3`}, []string{"hp-"}},
		{"duty", "/register/inside?kind=high-rise&polygon=123.1,41.7,123.199,41.7,123.199,41.8&buffer=95", 200, []string{`"total":2`}, []string{"tower-2"}},
		{"duty", "/register/along?line=123.9,41.75,123.1,41.75&buffer=50&kind=high-rise&limit=4", 200, []string{`"items":[{"element":{"id":"hp-tower-2"`, `"along_m":16574.9`, `"total":6`}, []string{"tx-tower-0"}},
		{"duty", "/register/summary?circle=123.2,41.75,500", 200, []string{`"enterprise":{"total":1,"by_risk":{"red":1},"people":90}`, `"people":90`, `"worst":"red"`, `"total":5`}, []string{"rescue-team"}},
		{"duty", "/register/summary", 400, []string{"grid.bounds-missing"}, nil},
		{"duty", "/register/heat?bbox=123,41,124,42&zoom=8&kind=high-rise&weight=risk", 200, []string{`"n":3,"weight":4,"worst":"yellow"`, `"most":4`}, nil},
		{"duty", "/register/heat?bbox=123,41,124,42&zoom=20", 400, []string{"grid.heat-wide"}, nil},
		{"duty", "/register/areas/at?lon=123.2&lat=41.75", 200, []string{`{"items":[{"code":"2101"`, `"code":"210106001001"`}, nil},
		{"duty", "/register/areas/at?lon=120&lat=41.75", 200, []string{`"items":[]`}, nil},
		{"duty", "/register/counts?by=area&level=community", 200, []string{`"210106001001":6`, `"210106001002":1`}, nil},

		{"duty", "/register/search?q=铁西", 200, []string{`"items":[{"id":"tx-site"`, `"area_name":"铁西区 铁西区一街道 铁西区甲社区"`, `"areas":[{"code":"210106","name":"铁西区"`, `"totals":{"construction-site":1,"enterprise":1,"hazard-source":1,"high-rise":3,"rescue-team":1}`}, []string{"hp-"}},
		{"duty", "/register/search?q=heping&limit=1", 200, []string{`"code":"210102"`, `"id":"hp-site"`, `"how":"spelling","text":"","marks":[[0,2]]`}, nil},
		{"duty", "/register/search?q=铁工厂", 200, []string{`"id":"tx-plant"`, `"how":"like","text":"","marks":[[0,1],[3,5]]`}, []string{"hp-"}},
		{"duty", "/register/search?q=tx-plant", 200, []string{`"id":"tx-plant"`, `"how":"exact","text":"tx-plant","marks":[[0,8]]`}, []string{"hp-"}},
		{"duty", "/register/search?q=91350100m000100y43&kind=enterprise", 200, []string{`"how":"exact","text":"91350100M000100Y43"`, `"areas":[]`, `"totals":{"enterprise":2}`}, nil},
		{"duty", "/register/search?q=13812345678", 200, []string{`"how":"exact","text":"13812345678"`, `"totals":{"enterprise":2}`}, nil},
		{"auditor", "/register/search?q=13812345678", 200, []string{`"items":[]`, `"totals":{}`}, nil},
		{"visiting", "/register/search?q=2345678", 200, []string{`"tx-plant"`, `"tx-team"`, `"totals":{"construction-site":1,"enterprise":1,"rescue-team":1}`}, []string{"hp-"}},
		{"duty", "/register/search?q=化工&area=210102", 200, []string{`"hp-plant"`}, []string{"tx-"}},
		{"duty", "/register/search?q=化工&kind=volcano", 400, []string{`"field":"kind"`}, nil},
		{"duty", "/register/search/others?q=化工", 200, []string{`"name":"test.thing"`, `"link":"/x"`}, nil},
		{"duty", "/register/search/others?q=%20", 400, []string{"grid.search-empty"}, nil},
		{"duty", "/register/search?q=%20", 400, []string{"grid.search-empty"}, nil},

		{"duty", "/register/areas", 200, []string{`{"code":"2101","name":"某市","name_en":"Some City","level":"city","parent":"","lon":123.5,"lat":41.75,"children":2}`}, nil},
		{"duty", "/register/areas?parent=2101&limit=1", 200, []string{`"code":"210102"`, `"next":"210102"`}, []string{tiexi, "W01"}},
		{"duty", "/register/areas?parent=2101&cursor=210102", 200, []string{`"code":"210106"`, `"next":""`}, []string{`"210102"`}},
		{"duty", "/register/areas?parent=210106&level=zone", 200, []string{"210106Z01"}, []string{"210106001"}},
		{"duty", "/register/areas/outlines", 200, []string{`"type":"FeatureCollection"`, `"properties":{"code":"210102","name":"和平区","name_en":"Heping"`, `"type":"Polygon"`}, []string{"W01"}},
		{"duty", "/register/areas/outlines?level=river", 200, []string{`"id":"2101W01"`, "MultiLineString"}, nil},
		{"duty", "/register/areas/outlines?level=street", 200, []string{`"features":[]`}, nil},
		{"duty", "/register/areas/outlines?level=cell", 400, nil, nil},
	} {
		t.Run(c.who+" "+c.request, func(t *testing.T) {
			r := w.do(c.who, "GET "+strings.ReplaceAll(c.request, " ", "%20"), "")
			got := text(t, r)
			require.Equal(t, c.status, r.StatusCode, got)
			for _, part := range c.has {
				require.Contains(t, got, part)
			}
			for _, part := range c.hasNot {
				require.NotContains(t, got, part)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	w := both(t)
	byKind := w.get("duty", "/register/counts?by=kind")
	require.EqualValues(t, 2, byKind["enterprise"])
	require.EqualValues(t, 6, byKind["high-rise"])
	require.EqualValues(t, 0, byKind["camera"], "also what there is none of")
	require.Len(t, byKind, len(w.register.Kinds().All()))
	require.Equal(t, byKind, w.get("duty", "/register/counts"))
	require.Equal(t, map[string]any{heping: 7.0, tiexi: 7.0}, w.get("duty", "/register/counts?by=area"))
	require.Equal(t, map[string]any{"210106001": 3.0}, w.get("duty", "/register/counts?by=area&kind=high-rise&area="+tiexi))
	require.Equal(t, map[string]any{"210106001001": 6.0, "210106001002": 1.0}, w.get("duty", "/register/counts?by=area&area=210106001"))
	require.Equal(t, map[string]any{"red": 2.0, "orange": 2.0, "yellow": 2.0, "blue": 4.0, "none": 4.0}, w.get("duty", "/register/counts?by=risk"))
	require.EqualValues(t, 1, w.get("duty", "/register/counts?kind=high-rise&risk=yellow&area="+tiexi)["high-rise"])
	require.Equal(t, map[string]any{heping: 1.0, tiexi: 1.0}, w.get("duty", "/register/counts?by=area&risk=red"), "areas without any are left out")
	require.Equal(t, map[string]any{"red": 2.0, "orange": 0.0, "yellow": 0.0, "blue": 0.0, "none": 0.0}, w.get("duty", "/register/counts?by=risk&risk=red"))
	require.Equal(t, map[string]any{heping: 2.0, tiexi: 2.0}, w.get("duty", "/register/counts?by=area&risk=none"))
	require.Equal(t, map[string]any{"red": 0.0, "orange": 0.0, "yellow": 1.0, "blue": 2.0, "none": 0.0}, w.get("duty", "/register/counts?by=risk&kind=high-rise&area="+tiexi))
}

func TestTiles(t *testing.T) {
	w := both(t)
	at := geo.TileAt(geo.Point{Lon: 123.2, Lat: 41.75}, 15)
	path := fmt.Sprintf("/register/tiles/high-rise/15/%d/%d.mvt", at.X, at.Y)
	r := w.do("duty", "GET "+path, "")
	body := text(t, r)
	require.Equal(t, 200, r.StatusCode)
	require.Equal(t, "application/vnd.mapbox-vector-tile", r.Header.Get("Content-Type"))
	require.Equal(t, "private, no-cache", r.Header.Get("Cache-Control"))
	require.Contains(t, body, "铁西大厦2座")

	again := w.do("duty", "GET "+path, "", "If-None-Match", r.Header.Get("ETag"))
	require.Equal(t, 304, again.StatusCode)
	require.Empty(t, text(t, again))
	require.Equal(t, r.Header.Get("ETag"), again.Header.Get("ETag"))

	one := w.do("duty", "GET "+path+"?risk=yellow", "", "If-None-Match", r.Header.Get("ETag"))
	require.Equal(t, 200, one.StatusCode)
	require.NotContains(t, text(t, one), "铁西大厦2座")
	require.Equal(t, 200, w.do("duty", "GET "+path+"?area="+tiexi, "").StatusCode)
	require.Equal(t, 204, w.do("duty", "GET "+path+"?area="+heping, "").StatusCode)
	require.Equal(t, 204, w.do("duty", "GET /register/tiles/high-rise/15/0/0.mvt", "").StatusCode)
	require.Equal(t, 404, w.do("duty", "GET /register/tiles/volcano/0/0/0.mvt", "").StatusCode)
	for _, bad := range []string{"23/0/0.mvt", "1/2/0.mvt", "1/0/2.mvt", "-1/0/0.mvt", "0/0/0", "0/0/0.png", "0/0/.mvt", "0/0/-1.mvt", "a/0/0.mvt", "0/a/0.mvt", "0/0/a.mvt", "0/4294967296/0.mvt", "256/0/0.mvt", "1.5/0/0.mvt", "0/0/9999999.mvt"} {
		require.Equal(t, 400, w.do("duty", "GET /register/tiles/high-rise/"+bad, "").StatusCode, bad)
	}

	var moved ElementItem
	require.NoError(t, json.Unmarshal([]byte(text(t, w.do("duty", "PUT /register/elements/tx-tower-2?version=1", tower("high-rise", "铁西新楼", 123.2)))), &moved))
	after := w.do("duty", "GET "+path, "", "If-None-Match", r.Header.Get("ETag"))
	require.Equal(t, 200, after.StatusCode, "a change is seen at once")
	require.Contains(t, text(t, after), "铁西新楼")
}

func TestOutlinesAreKeptByTheBrowser(t *testing.T) {
	w := both(t)
	r := w.do("tiexi", "GET /register/areas/outlines?level=district", "")
	require.Equal(t, "application/geo+json", r.Header.Get("Content-Type"))
	require.Equal(t, 304, w.do("tiexi", "GET /register/areas/outlines?level=district", "", "If-None-Match", r.Header.Get("ETag")).StatusCode)
	require.True(t, json.Valid([]byte(text(t, r))))
}
