package peer

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// weatherValues of 气象: JSON, one record a station and moment with many quantities, local times.
func weatherValues(_ *Peer, q question) (string, []byte) {
	since, err := time.ParseInLocation("2006-01-02 15:04:05", q.URL.Query().Get("since"), china)
	if err != nil {
		return "text/plain", []byte("since is YYYY-MM-DD HH:MM:SS")
	}
	list := []object{}
	for i := range stations["weather"] {
		for _, h := range happenings("weather"+strconv.Itoa(i), time.Minute, since.Add(-time.Second), q.now) {
			temp := h.wave(22, 6, 1)
			if q.lies {
				temp = 9999
			}
			list = append(list, object{"Station_Id_C": fmt.Sprintf("DEMO-W%02d", i+1), "Datetime": local(h.when(q.lies)), "TEM": temp, "PRE_1h": max(0, h.wave(-2, 3, 4)), "WIN_S_Avg_2mi": max(0, h.wave(3, 1, 2)), "WIN_D_Avg_2mi": float64(h.IntN(360)), "RHU": h.wave(60, -20, 5)})
		}
	}
	slices.SortStableFunc(list, func(a, b object) int { return strings.Compare(a["Datetime"].(string), b["Datetime"].(string)) })
	size := q.size("limit")
	return asJSON(object{"returnCode": "0", "DS": list[:min(len(list), size)], "rest": max(0, len(list)-size)})
}

type atomEntry struct {
	ID      string `xml:"id"`
	Title   string `xml:"title"`
	Updated string `xml:"updated"`
	Content struct {
		Type string `xml:"type,attr"`
		XML  string `xml:",innerxml"`
	} `xml:"content"`
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Entries []atomEntry `xml:"entry"`
}

// weatherWarnings are CAP 1.2 messages in an Atom feed: those of the last hours.
func weatherWarnings(_ *Peer, q question) (string, []byte) {
	feed := atomFeed{ID: "urn:anlan:demo:cap", Title: "沈阳市气象预警（演示）", Updated: q.now.UTC().Format(time.RFC3339)}
	for _, h := range happenings("cap", 40*time.Minute, q.now.Add(-memory), q.now) {
		colour, severity := "蓝色", "Minor"
		if h.IntN(2) == 0 {
			colour, severity = "黄色", "Moderate"
		}
		what := h.of("大风", "雷电", "暴雨", "高温")
		e := atomEntry{ID: "urn:anlan:demo:cap:" + h.id(""), Title: what + colour + "预警", Updated: h.at.Format(time.RFC3339)}
		e.Content.Type = "text/xml"
		e.Content.XML = fmt.Sprintf(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>%s</identifier><sender>demo@qx.example.cn</sender><sent>%s</sent><status>Exercise</status><msgType>Alert</msgType><scope>Public</scope>`+
			`<info><language>zh-CN</language><category>Met</category><event>%s</event><urgency>Expected</urgency><severity>%s</severity><certainty>Likely</certainty><expires>%s</expires><senderName>沈阳市气象台（演示）</senderName>`+
			`<headline>演示：沈阳市发布%s%s预警信号</headline><description>预计未来 6 小时有%s天气（演示数据）。</description><area><areaDesc>沈阳市</areaDesc><polygon>41.6,123.2 42.1,123.2 42.1,123.7 41.6,123.7 41.6,123.2</polygon></area></info></alert>`,
			h.id("DEMO"), h.at.In(china).Format("2006-01-02T15:04:05-07:00"), what, severity, h.at.Add(6*time.Hour).In(china).Format("2006-01-02T15:04:05-07:00"), what, colour, what)
		feed.Entries = append(feed.Entries, e)
	}
	body, err := xml.Marshal(feed)
	if err != nil {
		return "text/plain", []byte(err.Error())
	}
	return "application/atom+xml", append([]byte(xml.Header), body...)
}

// waterLevels of 水务: Observations of OGC SensorThings 1.1 with their thing, $filter by time, and the address of the next page.
func waterLevels(p *Peer, q question) (string, []byte) {
	text := strings.TrimPrefix(q.URL.Query().Get("$filter"), "phenomenonTime gt ")
	since, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return "text/plain", []byte("$filter is phenomenonTime gt TIME")
	}
	skip, _ := strconv.Atoi(q.URL.Query().Get("$skip"))
	top := q.size("$top")
	list := []object{}
	for i, s := range stations["water"] {
		for _, h := range happenings("water"+strconv.Itoa(i), 2*time.Minute, since, q.now) {
			level := h.wave(38+float64(i), 0.3, 0.1)
			if q.lies {
				level = -9999
			}
			list = append(list, object{"@iot.id": h.n*100 + int64(i), "phenomenonTime": h.when(q.lies).Format(time.RFC3339), "result": level, "Datastream": object{"name": "水位", "unitOfMeasurement": object{"symbol": "m"}, "Thing": object{"name": s.name, "@iot.id": fmt.Sprintf("DEMO-R%02d", i+1)}}})
		}
	}
	slices.SortStableFunc(list, func(a, b object) int {
		return strings.Compare(a["phenomenonTime"].(string), b["phenomenonTime"].(string))
	})
	out := object{"@iot.count": max(0, len(list)-skip-top), "value": []object{}}
	if skip < len(list) {
		out["value"] = list[skip:min(len(list), skip+top)]
	}
	if skip+top < len(list) {
		next := q.URL.Query()
		next.Set("$skip", strconv.Itoa(skip+top))
		out["@iot.nextLink"] = "http://" + p.Addr() + q.URL.Path + "?" + next.Encode()
	}
	return asJSON(out)
}

// dropHours are air stations of 生态环境: a CSV file with a semicolon, in each what was measured since the one before.
func dropHours(_ context.Context, p *Peer, from, to time.Time, mode string) error {
	var b bytes.Buffer
	b.WriteString("站点编号;站点名称;监测时间;PM2.5;PM10;O3;SO2\n")
	rows := 0
	for i, s := range stations["air"] {
		for _, h := range happenings("air"+strconv.Itoa(i), time.Minute, from, to) {
			fine := h.wave(35, 12, 8)
			if mode == Lie {
				fine = -fine
			}
			fmt.Fprintf(&b, "DEMO-A%02d;%s;%s;%.1f;%.1f;%.1f;%.1f\n", i+1, s.name, local(h.when(mode == Lie)), fine, h.wave(60, 15, 10), h.wave(80, 30, 10), h.wave(9, 2, 2))
			rows++
		}
	}
	if rows == 0 {
		return nil
	}
	body := b.Bytes()
	name := "air-" + to.In(china).Format("20060102-150405.000") + ".csv"
	if mode == Torn { // and it notices, so the same comes again whole
		return errors.Join(drop(p, "demo-air", name, append(body[:len(body)/2], '"')), errors.New("the file was torn"))
	}
	return drop(p, "demo-air", name, body)
}
