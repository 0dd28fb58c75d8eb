package peer

import (
	"fmt"
	"math/rand/v2"

	"anlan/internal/base/geo"
)

// fireStations are those of 消防, as a register: all of them each time.
func fireStations(_ *Peer, q question) (string, []byte) {
	list := []object{}
	for i, s := range spots {
		list = append(list, object{"code": fmt.Sprintf("XF%03d", i+1), "name": s.name + "消防救援站（演示）", "lon": s.lon + 0.004, "lat": s.lat - 0.003, "address": s.name, "grade": []string{"特勤", "一级", "二级", "小型"}[i%4], "people": 28 + i*3, "vehicles": 4 + i%5, "tel": fmt.Sprintf("0248800%04d", i+1)})
	}
	if q.lies {
		list = list[:3] // the register lost most of itself
	}
	return asJSON(object{"total": len(list), "stations": list})
}

// geologyPoints are places of geological hazard of 自然资源: GeoJSON, CGCS 2000.
func geologyPoints(_ *Peer, q question) (string, []byte) {
	r := rand.New(rand.NewPCG(9, 9))
	features := []object{}
	for i := range 24 {
		s := hills[i%len(hills)]
		p := geo.Point{Lon: s.lon, Lat: s.lat}.Toward(r.Float64()*360, 300+r.Float64()*3500)
		kind := []string{"崩塌", "滑坡", "泥石流", "地面塌陷"}[r.IntN(4)]
		houses := 1 + r.IntN(20)
		if q.lies {
			houses = -houses
		}
		features = append(features, object{
			"type": "Feature", "geometry": object{"type": "Point", "coordinates": []float64{p.Lon, p.Lat}},
			"properties": object{"ybbh": fmt.Sprintf("2101%06d", i+1), "mc": fmt.Sprintf("%s%s隐患点 %d 号（演示）", s.name, kind, i+1), "zhlx": kind, "gm": []string{"小型", "中型"}[r.IntN(2)], "hs": houses, "rs": houses * 3, "jcr": "监测员（演示）", "dh": fmt.Sprintf("0248801%04d", i+1)},
		})
	}
	return asJSON(object{"type": "FeatureCollection", "features": features})
}
