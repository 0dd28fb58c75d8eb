package grid

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/geo"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
)

// walk holds, for each reading operation, requests that would show something of the other district; public ones show the
// same to everybody.
var walk = map[string]struct {
	requests []string
	public   bool
}{
	"/register/kinds":                      {[]string{"/register/kinds"}, true},
	"/register/areas/outlines":             {[]string{"/register/areas/outlines?level=district"}, true},
	"/register/areas":                      {[]string{"/register/areas", "/register/areas?parent=2101", "/register/areas?parent=210102"}, true}, // see TestAreasOfAnother
	"/register/elements":                   {[]string{"/register/elements", "/register/elements?kind=enterprise", "/register/elements?area=210102", "/register/elements?q=和平", "/register/elements?parent=hp-plant", "/register/elements?risk=red", "/register/elements?cursor=210102/a", "/register/elements?kind=high-rise&where=floors:30..", "/register/elements?kind=high-rise&at=2030-01-01T00:00:00Z"}, false},
	"/register/elements/{id}":              {[]string{"/register/elements/hp-plant", "/register/elements/hp-plant?at=2030-01-01T00:00:00Z"}, false},
	"/register/elements/{id}/history":      {[]string{"/register/elements/hp-plant/history"}, false},
	"/register/counts":                     {[]string{"/register/counts", "/register/counts?by=area", "/register/counts?by=area&area=210102", "/register/counts?by=risk", "/register/counts?by=area&level=community", "/register/counts?area=210102"}, false},
	"/register/near":                       {[]string{"/register/near?lon=123.7&lat=41.75&kind=enterprise", "/register/near?lon=123.7&lat=41.75&kind=high-rise&k=4&reach=100000", "/register/near?lon=123.7&lat=41.75&kind=high-rise&where=floors:30.."}, false},
	"/register/inside":                     {[]string{"/register/inside?kind=high-rise&bbox=123,41,124,42", "/register/inside?kind=high-rise&area=210102", "/register/inside?kind=high-rise&polygon=123.6,41.6,123.8,41.6,123.7,41.9", "/register/inside?kind=high-rise&circle=123.7,41.75,1000", "/register/inside?kind=high-rise&line=123.1,41.75,123.9,41.75&buffer=100"}, false},
	"/register/along":                      {[]string{"/register/along?line=123.1,41.75,123.9,41.75&buffer=2000&kind=high-rise"}, false},
	"/register/summary":                    {[]string{"/register/summary?circle=123.7,41.75,50000", "/register/summary?area=210102", "/register/summary?bbox=123,41,124,42", "/register/summary?polygon=123.6,41.6,123.8,41.6,123.7,41.7&buffer=20000"}, false},
	"/register/heat":                       {[]string{"/register/heat?bbox=123,41,124,42&zoom=9", "/register/heat?bbox=123,41,124,42&zoom=9&weight=risk&grid=square"}, false},
	"/register/areas/at":                   {[]string{"/register/areas/at?lon=123.7&lat=41.75"}, true},
	"/register/search":                     {[]string{"/register/search?q=和平", "/register/search?q=化工", "/register/search?q=heping", "/register/search?q=hpdsz", "/register/search?q=hp-plant", "/register/search?q=13812345678", "/register/search?q=91350100M000100Y43", "/register/search?q=和工厂", "/register/search?q=和平化工场"}, false},
	"/register/search/others":              {[]string{"/register/search/others?q=和平"}, true},
	"/register/elements/{id}/hazards":      {[]string{"/register/elements/hp-plant/hazards", "/register/elements/hp-source/hazards"}, false},
	"/register/elements/{id}/parts":        {[]string{"/register/elements/hp-plant/parts"}, false},
	"/register/elements/{id}/parts/{part}": {[]string{"/register/elements/hp-plant/parts/test.below", "/register/elements/hp-plant/parts/test.closed"}, false},
	"/register/shapes":                     {[]string{"/register/shapes?kind=construction-site", "/register/shapes?kind=construction-site&bbox=123,41,124,42"}, false},
	"/register/imports":                    {[]string{"/register/imports", "/register/imports?limit=1"}, false},
	"/register/imports/{id}":               {[]string{"/register/imports/" + planted}, false},
	"/register/imports/{id}/faults":        {[]string{"/register/imports/" + planted + "/faults"}, false},
	"/register/imports/{id}/wrong":         {[]string{"/register/imports/" + planted + "/wrong"}, false},
	"/register/imports/{id}/outlines":      {[]string{"/register/imports/" + plantedBorder + "/outlines"}, false},
	"/register/outlines/acts":              {[]string{"/register/outlines/acts", "/register/outlines/acts?limit=1"}, false},
	"/register/areas/versions":             {[]string{"/register/areas/versions?code=210106"}, true},
	"/register/areas/file":                 {[]string{"/register/areas/file?level=district", "/register/areas/file?level=district&area=210102"}, true},
	"/register/templates/{kind}":           {[]string{"/register/templates/enterprise"}, true},
	"/register/export":                     {[]string{"/register/export?kind=enterprise&format=csv", "/register/export?kind=high-rise&format=geojson", "/register/export?kind=enterprise&format=csv&area=210102", "/register/export?kind=enterprise&format=csv&q=和平", "/register/export?kind=hazard-source&format=csv&parent=hp-plant"}, false},
	"/register/tiles/{layer}/{z}/{x}/{y}": {append([]string{"/register/tiles/high-rise/0/0/0.mvt", "/register/tiles/high-rise/0/0/0.mvt?area=210102", "/register/tiles/high-rise/0/0/0.mvt?where=floors:30.."},
		tileOf("high-rise", 123.7, 10), tileOf("high-rise", 123.7, 15), tileOf("enterprise", 123.7, 14)), false},
}

// planted stands for the id of an import of the other district.
const planted = "planted-import"

// plant is such an import, checked, with a row that is wrong.
func plant(w *world) string {
	var j ImportView
	w.answer("duty", send("high-rise", "和平.csv"), towers(123.7), &j)
	plan, err := json.Marshal(j.Plan)
	require.NoError(w.t, err)
	w.answer("duty", "POST /register/imports/"+j.ID+"/check", string(plan), nil)
	require.NoError(w.t, w.exchange.Work(context.Background()))
	return j.ID
}

// plantedBorder stands for the id of an import of the other district's outline.
const plantedBorder = "planted-border"

// plantOutlines is such an import, checked; and the outline was changed once and changed back.
func plantOutlines(w *world) string {
	ctx, db := context.Background(), w.exchange.DB
	a, _ := w.register.Areas().Find(heping)
	for _, outline := range []json.RawMessage{nil, a.Outline} {
		require.NoError(w.t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := w.register.SetOutlines(ctx, tx, journal.Actor{ID: "t"}, register.BorderAct{From: "2020-12-31", Reason: "hp-"}, map[string]json.RawMessage{heping: outline})
			return err
		}))
	}
	var j ImportView
	w.answer("duty", "POST /register/imports?kind=area-outline&name=hp-border.geojson", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"210102"},"geometry":`+string(a.Outline)+`}]}`, &j)
	j.Plan.Reason = "区划批复"
	plan, err := json.Marshal(j.Plan)
	require.NoError(w.t, err)
	w.answer("duty", "POST /register/imports/"+j.ID+"/check", string(plan), nil)
	require.NoError(w.t, w.exchange.Work(ctx))
	return j.ID
}

func tileOf(kind string, lon float64, z uint8) string {
	at := geo.TileAt(geo.Point{Lon: lon, Lat: 41.75}, z)
	return fmt.Sprintf("/register/tiles/%s/%d/%d/%d.mvt", kind, at.Z, at.X, at.Y)
}

// A district's officer gets, in every operation, the very same answer whether the other district holds anything or not.
func TestAnotherDistrictCannotBeTold(t *testing.T) {
	full, alone := both(t), open(t, fixtureElements("tx", "铁西", 123.2))
	job, border := plant(full), plantOutlines(full)
	for _, o := range full.module.Operations {
		if o.Method != http.MethodGet {
			require.Contains(t, []string{put, imports}, o.Permission, "TestWritingRefuses and TestImportsRefuse have those that write")
			continue
		}
		w, ok := walk[o.Path]
		require.True(t, ok, "%s is walked here", o.Path)
		shows := false
		for _, request := range w.requests {
			request = strings.NewReplacer(planted, job, plantedBorder, border).Replace(request)
			seen, unseen := full.do("tiexi", "GET "+request, ""), alone.do("tiexi", "GET "+request, "")
			require.Equal(t, unseen.StatusCode, seen.StatusCode, request)
			require.Less(t, seen.StatusCode, 500, request)
			body := text(t, seen)
			require.Equal(t, text(t, unseen), body, request)
			require.Equal(t, unseen.Header.Get("ETag"), seen.Header.Get("ETag"), request)
			require.NotContains(t, body, "hp-", request)
			shows = shows || text(t, full.do("duty", "GET "+request, "")) != text(t, alone.do("duty", "GET "+request, ""))
		}
		require.Equal(t, !w.public, shows, "%s: the requests are such that the city's officer sees the difference", o.Path)
	}
}

func TestAreasOfAnother(t *testing.T) {
	w := both(t)
	for request, has := range map[string][]string{
		"/register/areas":                   {"2101"},
		"/register/areas?parent=2101":       {tiexi},
		"/register/areas?parent=" + heping:  nil,
		"/register/areas?parent=" + tiexi:   {"210106001", "210106Z01"},
		"/register/areas?parent=210106001":  {"210106001001", "210106001002"},
		"/register/areas?parent=2101W01":    nil,
		"/register/areas?parent=nonsense12": nil,
	} {
		r := w.do("tiexi", "GET "+request, "")
		if strings.Contains(request, "nonsense") {
			require.Equal(t, 400, r.StatusCode)
			continue
		}
		codes := []string(nil)
		for _, a := range w.get("tiexi", request)["items"].([]any) {
			codes = append(codes, a.(map[string]any)["code"].(string))
		}
		require.Equal(t, has, codes, request)
	}
	found := w.get("tiexi", "/register/search?q="+url.QueryEscape("街道"))["areas"].([]any)
	require.Len(t, found, 1)
	require.Equal(t, 1.0, w.get("tiexi", "/register/areas")["items"].([]any)[0].(map[string]any)["children"], "counts only what is in sight")
}

func TestFamiliesOverTheBorder(t *testing.T) {
	annex := func(id, parent string, lon float64) register.Element {
		e := fixtureElements("x", "附属", lon)[1]
		e.ID, e.Parent = id, parent
		return e
	}
	w := open(t, fixtureElements("tx", "铁西", 123.2), fixtureElements("hp", "和平", 123.7),
		[]register.Element{annex("tx-annex", "hp-plant", 123.2), annex("hp-annex", "tx-plant", 123.7)})
	require.Equal(t, "和平化工厂", w.get("duty", "/register/elements/tx-annex")["parent_name"])
	require.Empty(t, w.get("tiexi", "/register/elements/tx-annex")["parent_name"], "the id of its parent is its own, the name is not")
	children := func(who string) (ids []string) {
		groups := w.get(who, "/register/elements/tx-plant")["children"].([]any)
		for _, g := range groups {
			for _, e := range g.(map[string]any)["items"].([]any) {
				ids = append(ids, e.(map[string]any)["id"].(string))
			}
		}
		return ids
	}
	require.Equal(t, []string{"hp-annex", "tx-source"}, children("duty"))
	require.Equal(t, []string{"tx-source"}, children("tiexi"))
}

// hostile are values that mean something to SQL, to templates, to paths or to numbers.
var hostile = []string{
	"' OR '1'='1", "x' OR 1=1 --", `"; DROP TABLE register_element; --`, "%' OR area LIKE '%", "1) UNION SELECT * FROM register_element --", `\' OR 1=1 --`,
	"?", "??", "?0", "{0}", "%", "_", "2101~", "210102", "../../etc/passwd", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "\x00", "\xff\xfe", "hp-plant\x00",
	"NaN", "Inf", "-Inf", "-1", "1e309", "99999999999999999999", "0x10", " ", "\n", "ｏｒ", strings.Repeat("A", 9000),
}

// Whatever stands in a parameter, the answer is an ordinary one, shows nothing of another district, and changes nothing.
func TestHostileParameters(t *testing.T) {
	w := both(t)
	before := w.get("duty", "/register/elements?limit=500")
	tried := 0
	for path, item := range w.server.OpenAPI().Paths {
		op := item.Get
		if op == nil || !strings.HasPrefix(path, "/api/register/") {
			continue
		}
		request := walk[strings.TrimPrefix(path, "/api")].requests[0]
		for _, p := range op.Parameters {
			for _, value := range hostile {
				var r *http.Response
				at, query, _ := strings.Cut(request, "?")
				switch p.In {
				case "query":
					q, err := url.ParseQuery(query)
					require.NoError(t, err)
					q.Set(p.Name, value)
					r = w.do("tiexi", "GET "+at+"?"+q.Encode(), "")
				case "path":
					parts := strings.Split(at, "/")
					parts[slices.Index(strings.Split(strings.TrimPrefix(path, "/api"), "/"), "{"+p.Name+"}")] = url.PathEscape(value)
					r = w.do("tiexi", "GET "+strings.Join(parts, "/")+"?"+query, "")
				default:
					continue
				}
				tried++
				got := text(t, r)
				require.Contains(t, []int{200, 204, 307, 400, 404}, r.StatusCode, "%s %s=%q: %s", path, p.Name, value, got)
				if r.StatusCode == 200 {
					require.NotContains(t, got, "hp-", "%s %s=%q", path, p.Name, value)
				}
			}
		}
	}
	require.Greater(t, tried, 30*len(hostile), "every parameter of every operation")
	require.Equal(t, before, w.get("duty", "/register/elements?limit=500"))
	for _, q := range []string{"%", "_", "' OR '1'='1", `\`} { // no wildcard, no SQL: such names are not there
		for _, more := range []string{"", "&kind=enterprise", "&parent=tx-plant"} {
			require.Empty(t, w.get("duty", "/register/elements?q="+url.QueryEscape(q)+more)["items"], q+more)
		}
	}
	for _, zero := range []string{"/register/elements?parent=%00", "/register/elements/%00", "/register/elements?q=%ff", "/register/search?q=a%00", "/register/elements?q=%zz"} {
		require.Equal(t, 400, w.do("duty", "GET "+zero, "").StatusCode, zero)
	}
}
