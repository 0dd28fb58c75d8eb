package peer

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"anlan/internal/base/geo"
)

// gridEvents are those of the grid members of 综治: JSON, local times, GCJ-02, asked by since and limit.
func gridEvents(_ *Peer, q question) (string, []byte) {
	since, err := time.ParseInLocation("2006-01-02 15:04:05", q.URL.Query().Get("since"), china)
	if err != nil {
		return "text/plain", []byte("since is YYYY-MM-DD HH:MM:SS")
	}
	all := happenings("grid", 3*time.Minute, since.Add(-time.Second), q.now)
	size := q.size("limit")
	list := []object{}
	for _, h := range all[:min(len(all), size)] {
		s, p := h.near(spots)
		x, y := geo.GCJ02.FromWGS84(p)
		if q.lies && h.n%4 == 1 {
			x, y = y, x // the classic
		}
		type1 := h.of("101", "102", "103", "104", "105")
		what := map[string]string{"101": "占用消防通道", "102": "井盖缺失", "103": "楼道堆放杂物", "104": "燃气异味", "105": "高空坠物隐患"}[type1]
		list = append(list, object{
			"eventId": h.id("ZZ"), "eventType": type1, "eventName": s.name + what, "reportTime": local(h.when(q.lies)), "longitude": x, "latitude": y, "address": s.name + "附近", "grade": h.of("2", "3", "3", "4"),
			"status": h.of("已上报", "处置中", "已办结"), "reporter": "网格员（演示）",
		})
	}
	return asJSON(object{"code": 0, "msg": "success", "data": object{"list": list, "remaining": max(0, len(all)-size)}})
}

// sendReports are the joint reports of 110: pushed JSON with a signature, WGS 84.
func sendReports(ctx context.Context, p *Peer, from, to time.Time, mode string) error {
	list := []object{}
	for _, h := range happenings("police", 5*time.Minute, from, to) {
		s, at := h.near(spots)
		kind := h.of("traffic-accident", "gas-leak", "trapped", "fire", "crowd")
		title := map[string]string{"traffic-accident": "交通事故有人受伤", "gas-leak": "疑似燃气泄漏", "trapped": "电梯困人", "fire": "居民楼冒烟", "crowd": "人员聚集"}[kind]
		list = append(list, object{"jjdbh": h.id("JQ"), "kind": kind, "title": s.name + title, "time": h.when(mode == Lie).Format(time.RFC3339), "lon": at.Lon, "lat": at.Lat, "level": h.of("1", "2", "3"), "text": "110 联动警情（演示数据）"})
	}
	return push(ctx, p, "demo-police", list, mode, true)
}

// sendCalls are fire calls: pushed JSON with a token.
func sendCalls(ctx context.Context, p *Peer, from, to time.Time, mode string) error {
	list := []object{}
	for _, h := range happenings("fire", 7*time.Minute, from, to) {
		s, at := h.near(spots)
		lon := at.Lon
		if mode == Lie {
			lon += 200
		}
		list = append(list, object{"callId": h.id("HJ"), "category": h.of("01", "02", "03"), "summary": s.name + h.of("餐馆起火", "电动自行车起火", "厂房冒烟", "车辆起火", "树木倒伏"), "callTime": h.when(mode == Lie).UnixMilli(), "x": lon, "y": at.Lat, "grade": h.IntN(3) + 1, "dispatched": h.IntN(5) + 1})
	}
	return push(ctx, p, "demo-fire", list, mode, false)
}

// push sends a list; half of it, which the server must refuse as a whole, when it is torn.
func push(ctx context.Context, p *Peer, source string, list []object, mode string, signed bool) error {
	body, err := json.Marshal(object{"items": list})
	if err != nil {
		return err
	}
	if mode == Torn {
		body = body[:len(body)/2]
	}
	return post(ctx, p, source, body, signed)
}

// trafficEvents of 交通: JSON with a cursor, an API key, seconds, BD-09.
func trafficEvents(_ *Peer, q question) (string, []byte) {
	after, _ := strconv.ParseInt(q.URL.Query().Get("cursor"), 10, 64)
	all := happenings("traffic", 4*time.Minute, time.Unix(after, 0), q.now)
	size := q.size("size")
	list, next := []object{}, after
	for _, h := range all[:min(len(all), size)] {
		s, p := h.near(spots)
		x, y := geo.BD09.FromWGS84(p)
		list = append(list, object{"id": h.id("JT"), "type": h.of("jam", "accident", "works", "closed"), "road": s.name, "desc": s.name + h.of("缓行约 2 公里", "两车追尾占用一条车道", "道路施工封闭一条车道", "积水封闭"), "ts": h.when(q.lies).Unix(), "point": object{"lng": x, "lat": y}, "level": h.of("orange", "yellow", "yellow", "blue")})
		next = h.at.Unix()
	}
	return asJSON(object{"events": list, "cursor": strconv.FormatInt(next, 10), "left": max(0, len(all)-size)})
}

// forestSpots are hot spots of satellites and towers of 林草: JSON, milliseconds.
func forestSpots(_ *Peer, q question) (string, []byte) {
	since, _ := strconv.ParseInt(q.URL.Query().Get("since"), 10, 64)
	all := happenings("forest", 11*time.Minute, time.UnixMilli(since-1), q.now)
	size := q.size("n")
	list := []object{}
	for _, h := range all[:min(len(all), size)] {
		s, p := h.near(hills)
		heat := 40 + h.Float64()*260
		if q.lies {
			heat = -273 - heat
		}
		list = append(list, object{"hotspot": h.id("RD"), "found_by": h.of("卫星", "塔台", "护林员"), "where": s.name, "t": h.when(q.lies).UnixMilli(), "lonlat": []float64{p.Lon, p.Lat}, "brightness": heat, "confidence": h.of("high", "medium", "low"), "note": fmt.Sprintf("%s发现热点，待核实（演示数据）", s.name)})
	}
	return asJSON(object{"count": len(list), "rows": list, "pending": max(0, len(all)-size)})
}
