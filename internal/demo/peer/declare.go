package peer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"anlan/internal/base/geo"
	"anlan/internal/connect/mapping"
)

// declaration is one source as the API takes it.
type declaration struct {
	ID         string          `json:"id,omitempty"`
	Version    int64           `json:"version,omitempty"`
	Demo       bool            `json:"demo,omitempty"`
	Name       string          `json:"name"`
	Department string          `json:"department"`
	Area       string          `json:"area"`
	Protocol   string          `json:"protocol"`
	Address    string          `json:"address,omitempty"`
	Topics     string          `json:"topics,omitempty"`
	Auth       string          `json:"auth"`
	Account    string          `json:"account,omitempty"`
	Secret     string          `json:"secret,omitempty"`
	Every      int64           `json:"every_s"`
	Limit      int64           `json:"limit_s"`
	Late       int64           `json:"late_s,omitempty"`
	Wait       int64           `json:"wait_s"`
	Size       int64           `json:"size"`
	Overlap    int64           `json:"overlap_s,omitempty"`
	Repeats    int64           `json:"repeats,omitempty"`
	Mapping    mapping.Mapping `json:"mapping"`

	of   string // the peer
	path string // on it, for those that are pulled
}

func x(to, from string) mapping.FieldRule      { return mapping.FieldRule{To: to, From: from} }
func fixed(to, value string) mapping.FieldRule { return mapping.FieldRule{To: to, Value: value} }
func code(to, from string, c map[string]string) mapping.FieldRule {
	return mapping.FieldRule{To: to, From: from, Codes: c}
}

func within(to, from string, low, high float64) mapping.FieldRule {
	return mapping.FieldRule{To: to, From: from, Min: &low, Max: &high}
}

// declarations are the sources of all peers.
func declarations() []declaration {
	return append(eventSources(), append(valueSources(), placeSources()...)...)
}

func eventSources() []declaration {
	grades := map[string]string{"1": "red", "2": "orange", "3": "yellow", "4": "blue"}
	return []declaration{
		{
			ID: "demo-grid", of: "grid", path: "/api/v1/events?since={since}&limit={size}", Name: "综治网格事件", Department: "市委政法委（综治）", Protocol: "pull", Auth: "bearer", Every: 15, Limit: 120, Late: 3600, Wait: 5, Size: 200, Overlap: 60,
			Mapping: mapping.Mapping{Format: "json", Records: "data.list", Target: mapping.Event, CRS: geo.GCJ02, Times: mapping.Local, Backlog: "data.remaining", Fields: []mapping.FieldRule{
				x("key", "eventId"), code("kind", "eventType", map[string]string{"101": "fire-lane", "102": "manhole", "103": "clutter", "104": "gas", "105": "falling"}), x("title", "eventName"), x("at", "reportTime"),
				x("lon", "longitude"), x("lat", "latitude"), x("place", "address"), code("severity", "grade", grades), x("state", "status"),
			}},
		},
		{
			ID: "demo-police", of: "police", Name: "110 联动警情", Department: "市公安局", Protocol: "push", Auth: "hmac", Every: 5, Limit: 60, Wait: 5, Size: 500,
			Mapping: mapping.Mapping{Format: "json", Records: "items", Target: mapping.Event, Fields: []mapping.FieldRule{
				x("key", "jjdbh"), x("kind", "kind"), x("title", "title"), x("at", "time"), x("lon", "lon"), x("lat", "lat"), code("severity", "level", grades), x("text", "text"),
			}},
		},
		{
			ID: "demo-fire", of: "fire", Name: "119 火警与救援", Department: "市消防救援支队", Protocol: "push", Auth: "bearer", Every: 5, Limit: 60, Wait: 5, Size: 500,
			Mapping: mapping.Mapping{Format: "json", Records: "items", Target: mapping.Event, Times: mapping.UnixMilli, Fields: []mapping.FieldRule{
				x("key", "callId"), code("kind", "category", map[string]string{"01": "fire", "02": "rescue", "03": "help"}), x("title", "summary"), x("at", "callTime"), x("lon", "x"), x("lat", "y"), code("severity", "grade", grades),
			}},
		},
		{
			ID: "demo-traffic", of: "traffic", path: "/open/events?cursor={cursor}&size={size}", Name: "道路交通事件", Department: "市交通运输局", Protocol: "pull", Auth: "header", Account: "X-Api-Key", Every: 15, Limit: 120, Wait: 5, Size: 200,
			Mapping: mapping.Mapping{Format: "json", Records: "events", Target: mapping.Event, CRS: geo.BD09, Times: mapping.Unix, Next: "cursor", Backlog: "left", Fields: []mapping.FieldRule{
				x("key", "id"), x("kind", "type"), x("title", "desc"), x("at", "ts"), x("lon", "point.lng"), x("lat", "point.lat"), x("place", "road"), x("severity", "level"),
			}},
		},
		{
			ID: "demo-forest", of: "forest", path: "/hotspots?since={since}&n={size}", Name: "林火热点与瞭望报告", Department: "市林业和草原局", Protocol: "pull", Auth: "bearer", Every: 20, Limit: 120, Wait: 5, Size: 200, Overlap: 60,
			Mapping: mapping.Mapping{Format: "json", Records: "rows", Target: mapping.Event, Times: mapping.UnixMilli, Backlog: "pending", Fields: []mapping.FieldRule{
				x("key", "hotspot"), fixed("kind", "forest-fire"), x("title", "note"), x("at", "t"), x("lon", "lonlat.0"), x("lat", "lonlat.1"), x("place", "where"), x("state", "found_by"),
				code("severity", "confidence", map[string]string{"high": "red", "medium": "orange", "low": "yellow"}),
			}},
		},
		{
			ID: "demo-weather-cap", of: "weather", path: "/cap/atom", Name: "气象预警", Department: "市气象局", Protocol: "pull", Auth: "bearer", Every: 30, Limit: 180, Wait: 5, Size: 200,
			Mapping: mapping.Mapping{Format: "xml", Records: "feed.entry", Target: mapping.Warning, Fields: []mapping.FieldRule{x("key", "id"), x("at", "updated"), x("message", "content.alert.#xml")}},
		},
	}
}

func valueSources() []declaration {
	return []declaration{
		{
			ID: "demo-weather", of: "weather", path: "/obs?since={since}&limit={size}", Name: "气象自动站", Department: "市气象局", Protocol: "pull", Auth: "bearer", Every: 20, Limit: 120, Late: 600, Wait: 5, Size: 500, Overlap: 30,
			Mapping: mapping.Mapping{Format: "json", Records: "DS", Target: mapping.Observation, Times: mapping.Local, Backlog: "rest", Fields: []mapping.FieldRule{
				x("device", "Station_Id_C"), x("at", "Datetime"), within("value.temp", "TEM", -60, 60), within("value.rain1h", "PRE_1h", 0, 300), within("value.wind", "WIN_S_Avg_2mi", 0, 80), within("value.direction", "WIN_D_Avg_2mi", 0, 360), within("value.humidity", "RHU", 0, 100),
			}},
		},
		{
			ID: "demo-water", of: "water", path: "/v1.1/Observations?$filter=phenomenonTime gt {since}&$top={size}", Name: "河道水位（SensorThings）", Department: "市水务局", Protocol: "pull", Auth: "basic", Account: "anlan", Every: 20, Limit: 120, Late: 900, Wait: 5, Size: 200, Overlap: 60,
			Mapping: mapping.Mapping{Format: "json", Records: "value", Target: mapping.Observation, Next: "@iot.nextLink", Backlog: "@iot.count", Fields: []mapping.FieldRule{
				x("device", "Datastream.Thing.@iot.id"), code("key", "Datastream.name", map[string]string{"水位": "level"}), within("value", "result", 0, 200), x("at", "phenomenonTime"),
			}},
		},
		{
			ID: "demo-flow", of: "water", Name: "河道流量（MQTT 订阅）", Department: "市水务局", Protocol: "mqtt", Topics: "hydro/+/flow", Auth: "basic", Account: "anlan", Every: 20, Limit: 120, Late: 600, Wait: 5, Size: 200,
			Mapping: mapping.Mapping{Format: "json", Target: mapping.Observation, Times: mapping.UnixMilli, Fields: []mapping.FieldRule{
				x("device", "@level.1"), x("key", "@level.2"), within("value", "v", 0, 20000), x("at", "t"),
			}},
		},
		{
			ID: "demo-air", of: "air", Name: "空气质量站", Department: "市生态环境局", Protocol: "folder", Auth: "none", Every: 10, Limit: 300, Late: 900, Wait: 5, Size: 5000,
			Mapping: mapping.Mapping{Format: "csv", Target: mapping.Observation, Times: mapping.Local, Fields: []mapping.FieldRule{
				x("device", "站点编号"), x("at", "监测时间"), within("value.pm25", "PM2.5", 0, 1000), within("value.pm10", "PM10", 0, 2000), within("value.o3", "O3", 0, 1000), within("value.so2", "SO2", 0, 2000),
			}},
		},
	}
}

func placeSources() []declaration {
	number := func(to, from string) mapping.FieldRule { return mapping.FieldRule{To: to, From: from, As: "number"} }
	low := 0.0
	return []declaration{
		{
			ID: "demo-geology", of: "geology", path: "/wfs/hazards.geojson", Name: "地质灾害隐患点", Department: "市自然资源局", Protocol: "pull", Auth: "bearer", Every: 60, Limit: 300, Wait: 10, Size: 5000,
			Mapping: mapping.Mapping{Format: "json", Records: "features", Target: mapping.Element, Kind: "geological-hazard", CRS: geo.CGCS2000, Fields: []mapping.FieldRule{
				x("key", "properties.ybbh"), x("name", "properties.mc"), x("lon", "geometry.coordinates.0"), x("lat", "geometry.coordinates.1"),
				code("attrs.type", "properties.zhlx", map[string]string{"崩塌": "collapse", "滑坡": "landslide", "泥石流": "debris", "地面塌陷": "subsidence", "地裂缝": "crack"}), code("attrs.size", "properties.gm", map[string]string{"特大型": "giant", "大型": "large", "中型": "medium", "小型": "small"}),
				fixed("attrs.danger", "4"),
				{To: "attrs.houses", From: "properties.hs", As: "number", Min: &low, Required: true},
				number("attrs.people", "properties.rs"), x("attrs.watcher", "properties.jcr"), x("attrs.phone", "properties.dh"), fixed("attrs.signal", "gong"),
			}},
		},
		{
			ID: "demo-fire-stations", of: "fire", path: "/stations", Name: "消防救援站", Department: "市消防救援支队", Protocol: "pull", Auth: "bearer", Every: 60, Limit: 300, Wait: 10, Size: 5000,
			Mapping: mapping.Mapping{Format: "json", Records: "stations", Target: mapping.Element, Kind: "fire-station", Fields: []mapping.FieldRule{
				x("key", "code"), x("name", "name"), x("lon", "lon"), x("lat", "lat"), x("address", "address"), code("attrs.class", "grade", map[string]string{"特勤": "special", "一级": "first", "二级": "second", "小型": "small"}),
				number("attrs.people", "people"), number("attrs.vehicles", "vehicles"), x("attrs.phone", "tel"),
			}},
		},
	}
}

// Town is a running server, as an administrator reaches it.
type Town struct {
	API, User, Password string
	Area                string // of the sources: the city

	token string
	http  http.Client
}

// Declare tells the server of the peers at their addresses (by name): allows the addresses, declares their sources, and
// brings those that are there already up to date. Secret is what they share.
func Declare(ctx context.Context, t Town, addresses map[string]string, secret string) error {
	t.http.Timeout = 20 * time.Second
	t.API = strings.TrimSuffix(t.API, "/")
	var session struct{ Token string }
	if _, err := t.call(ctx, http.MethodPost, "/session", object{"user": t.User, "password": t.Password}, &session); err != nil {
		return fmt.Errorf("sign in as %s: %w", t.User, err)
	}
	t.token = session.Token
	for name, address := range addresses {
		status, err := t.call(ctx, http.MethodPost, "/settings/outward", object{"rule": address, "reason": "演示对端 " + name}, nil)
		if err != nil && status != http.StatusConflict {
			return fmt.Errorf("allow %s: %w", address, err)
		}
	}
	brokers := map[string]string{}
	for _, d := range declarations() {
		if d.Protocol != "mqtt" {
			continue
		}
		at, err := t.broker(ctx, addresses[d.of])
		if err != nil {
			return fmt.Errorf("broker of %s: %w", d.of, err)
		}
		if status, err := t.call(ctx, http.MethodPost, "/settings/outward", object{"rule": at, "reason": "演示对端 " + d.of + " 的消息代理"}, nil); err != nil && status != http.StatusConflict {
			return fmt.Errorf("allow %s: %w", at, err)
		}
		brokers[d.of] = "mqtt://" + at
	}
	for _, d := range declarations() {
		if d.Protocol == "mqtt" {
			d.Address = brokers[d.of]
		}
		if err := t.declare(ctx, d, addresses, secret); err != nil {
			return fmt.Errorf("declare %s: %w", d.ID, err)
		}
	}
	if err := t.declareUpper(ctx, addresses, secret); err != nil {
		return fmt.Errorf("declare the province: %w", err)
	}
	_, err := t.call(ctx, http.MethodDelete, "/session", nil, nil)
	return err
}

// declareUpper tells the server where incidents are reported to.
func (t *Town) declareUpper(ctx context.Context, addresses map[string]string, secret string) error {
	_, err := t.call(ctx, http.MethodPut, "/report/uppers/demo-province", object{
		"name": "省应急管理厅（演示）", "area": t.Area, "address": "http://" + addresses["province"] + "/filing/v1/reports", "secret": secret, "phone": "024-00000000", "active": true,
	}, nil)
	return err
}

func (t *Town) declare(ctx context.Context, d declaration, addresses map[string]string, secret string) error {
	d.Area, d.Demo = t.Area, true
	if d.Auth != "none" {
		d.Secret = secret
	}
	if d.path != "" {
		d.Address = "http://" + addresses[d.of] + d.path
	}
	var old struct{ Version int64 }
	status, err := t.call(ctx, http.MethodGet, "/connector/sources/"+d.ID, nil, &old)
	switch {
	case status == http.StatusNotFound:
		_, err = t.call(ctx, http.MethodPost, "/connector/sources", d, nil)
		return err
	case err != nil:
		return err
	}
	id := d.ID
	d.ID, d.Demo, d.Version = "", false, old.Version
	_, err = t.call(ctx, http.MethodPut, "/connector/sources/"+id, d, nil)
	return err
}

// broker asks a peer where its message broker answers.
func (t *Town) broker(ctx context.Context, peer string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+peer+"/broker", nil)
	if err != nil {
		return "", err
	}
	res, err := t.http.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, 100))
	if err != nil || res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s: %w", res.Status, err)
	}
	return string(said), nil
}

// call asks the API; an answer that is no success is an error with its status.
func (t *Town) call(ctx context.Context, method, path string, in, out any) (status int, err error) {
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, t.API+"/api"+path, body)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if t.token != "" {
		req.Header.Set("Authorization", "Bearer "+t.token)
	}
	res, err := t.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return res.StatusCode, err
	}
	if res.StatusCode >= 300 {
		return res.StatusCode, fmt.Errorf("%s: %s", res.Status, raw[:min(len(raw), 300)])
	}
	if out == nil {
		return res.StatusCode, nil
	}
	return res.StatusCode, json.Unmarshal(raw, out)
}
