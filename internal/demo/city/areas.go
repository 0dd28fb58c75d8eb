// Package city is the demo city: the areas of Shenyang as published, and what stands in them, constructed.
//
// Areas come from the files in data (their NOTICE.txt says from where): real codes, names and rough outlines. What no
// open source tells – the centres of streets and communities, grid cells, functional zones – is constructed from a fixed
// seed, so that every start gives the same city, and is marked as demo data. Nothing here is used without the demo.
package city

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"anlan/internal/base/geo"
	"anlan/internal/engine/register"
)

//go:embed data
var data embed.FS

// Code is the area code of the demo city.
const Code = "2101"

// cellsPer is how many grid cells a community has.
const cellsPer = 4

// Areas returns the city, its 13 districts and counties, 14 functional zones, 190 streets, 2703 communities, four grid
// cells in each, and the rivers: parents before children. Every one has a centre inside its district.
func Areas() ([]register.Area, error) {
	s, err := read()
	if err != nil {
		return nil, fmt.Errorf("demo areas: %w", err)
	}
	seat := s.districts[0].seat
	out := []register.Area{
		{Code: Code, Name: "沈阳市", NameEn: "Shenyang", Level: register.City, Lon: seat.Lon, Lat: seat.Lat, Outline: s.outline, Demo: true},
		{Code: Code + "W01", Name: "主要河流", NameEn: "Main rivers", Level: register.River, Parent: Code, Lon: seat.Lon, Lat: seat.Lat, Outline: s.rivers, Demo: true},
	}
	for _, d := range s.districts {
		out = append(out, d.area)
	}
	for _, d := range s.districts {
		out = append(out, d.zones()...)
	}
	for _, d := range s.districts {
		below, err := d.below(s.divisions)
		if err != nil {
			return nil, fmt.Errorf("demo areas: %w", err)
		}
		out = append(out, below...)
	}
	return out, nil
}

type source struct {
	outline   json.RawMessage
	rivers    json.RawMessage
	districts []district
	divisions []division // streets and communities in order of code
}

type district struct {
	area  register.Area
	shape geo.Shape
	seat  geo.Point
}

type division struct{ code, name string }

func read() (source, error) {
	var s source
	var err error
	if s.outline, err = data.ReadFile("data/outline.geojson"); err != nil {
		return s, err
	}
	if s.rivers, err = data.ReadFile("data/rivers.geojson"); err != nil {
		return s, err
	}
	s.outline, s.rivers = bytes.TrimSpace(s.outline), bytes.TrimSpace(s.rivers)
	if s.districts, err = readDistricts(); err != nil {
		return s, err
	}
	rows, err := table("data/divisions.tsv", 2)
	for _, r := range rows {
		s.divisions = append(s.divisions, division{r[0], r[1]})
	}
	return s, err
}

func readDistricts() ([]district, error) {
	raw, err := data.ReadFile("data/districts.geojson")
	if err != nil {
		return nil, err
	}
	var file struct {
		Features []struct {
			ID       string          `json:"id"`
			Geometry json.RawMessage `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		return nil, err
	}
	outline := map[string]json.RawMessage{}
	for _, f := range file.Features {
		outline[f.ID] = f.Geometry
	}
	rows, err := table("data/districts.tsv", 5)
	if err != nil {
		return nil, err
	}
	var out []district
	for _, r := range rows {
		lon, err1 := strconv.ParseFloat(r[3], 64)
		lat, err2 := strconv.ParseFloat(r[4], 64)
		shape, err3 := geo.ParseShape(outline[r[0]])
		for _, err := range []error{err1, err2, err3} {
			if err != nil {
				return nil, fmt.Errorf("district %s: %w", r[0], err)
			}
		}
		out = append(out, district{shape: shape, seat: geo.Point{Lon: lon, Lat: lat}, area: register.Area{
			Code: r[0], Name: r[1], NameEn: r[2], Level: register.District, Parent: Code, Lon: lon, Lat: lat, Outline: outline[r[0]], Demo: true,
		}})
	}
	return out, nil
}

// table reads a file of tab-separated lines with a heading.
func table(name string, columns int) ([][]string, error) {
	raw, err := data.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out [][]string
	for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != columns {
			return nil, fmt.Errorf("%s line %d has %d columns", name, i+1, len(f))
		}
		if i > 0 {
			out = append(out, f)
		}
	}
	return out, nil
}

// below are the streets, communities and cells of a district, with constructed centres.
func (d district) below(all []division) ([]register.Area, error) {
	var streets []division
	communities := map[string][]division{}
	for _, v := range all {
		switch {
		case register.DistrictOf(v.code) != d.area.Code:
		case len(v.code) == 9:
			streets = append(streets, v)
		case len(v.code) == 12:
			communities[v.code[:9]] = append(communities[v.code[:9]], v)
		default:
			return nil, fmt.Errorf("division %s has no level", v.code)
		}
	}
	rnd := seeded(d.area.Code)
	centres := d.scatter(rnd, len(streets), d.seat, 0)
	var out []register.Area
	for i, s := range streets {
		out = append(out, made(s.code, s.name, "", register.Street, d.area.Code, centres[i]))
	}
	for i, s := range streets {
		room := spacing(centres, i)
		places := d.scatter(rnd, len(communities[s.code]), centres[i], room*0.55)
		for j, c := range communities[s.code] {
			out = append(out, made(c.code, c.name, "", register.Community, s.code, places[j]))
		}
		for j, c := range communities[s.code] {
			near := min(spacing(places, j), room)
			for k, p := range d.scatter(rnd, cellsPer, places[j], near*0.45) {
				n := strconv.Itoa(k + 1)
				out = append(out, made(fmt.Sprintf("%s%03d", c.code, k+1), c.name+"第"+n+"网格", "Grid cell "+n, register.Cell, c.code, p))
			}
		}
	}
	return out, nil
}

func made(code, name, en string, l register.Level, parent string, p geo.Point) register.Area {
	return register.Area{Code: code, Name: name, NameEn: en, Level: l, Parent: parent, Lon: round(p.Lon), Lat: round(p.Lat), Demo: true}
}

// zoneNames are the constructed functional zones by district.
var zoneNames = map[string][][2]string{
	"210102": {{"和平金融商务区", "Heping Finance Zone"}},
	"210103": {{"沈河商贸集聚区", "Shenhe Trade Zone"}},
	"210104": {{"大东汽车产业园区", "Dadong Automobile Park"}},
	"210105": {{"皇姑科教园区", "Huanggu Science and Education Park"}},
	"210106": {{"铁西经济技术开发区", "Tiexi Economic and Technological Development Zone"}, {"铁西化工园区", "Tiexi Chemical Park"}},
	"210111": {{"苏家屯装备制造园区", "Sujiatun Equipment Park"}},
	"210112": {{"浑南高新技术产业园区", "Hunnan High-tech Park"}},
	"210113": {{"沈北农产品加工园区", "Shenbei Food Park"}},
	"210114": {{"于洪物流园区", "Yuhong Logistics Park"}},
	"210115": {{"辽中近海经济区", "Liaozhong Economic Zone"}},
	"210123": {{"康平能源产业园区", "Kangping Energy Park"}},
	"210124": {{"法库陶瓷产业园区", "Faku Ceramics Park"}},
	"210181": {{"新民包装产业园区", "Xinmin Packaging Park"}},
}

// zones are the functional zones of a district: circles of 1.2 km radius inside it, away from its seat.
func (d district) zones() []register.Area {
	const radius, corners = 1200, 24
	rnd := seeded("zones of " + d.area.Code)
	var out []register.Area
	for i, name := range zoneNames[d.area.Code] {
		best, far := geo.Point{}, -1.0
		for range 400 {
			p := d.any(rnd)
			fits := true
			for c := range corners {
				fits = fits && d.shape.Contains(p.Toward(float64(c)*360/corners, radius))
			}
			away := geo.Distance(p, d.seat)
			for _, o := range out {
				away = min(away, geo.Distance(p, geo.Point{Lon: o.Lon, Lat: o.Lat}))
			}
			if fits && away > far {
				best, far = p, away
			}
		}
		var ring orb.Ring
		for c := range corners + 1 {
			q := best.Toward(float64(c%corners)*-360/corners, radius)
			ring = append(ring, orb.Point{round(q.Lon), round(q.Lat)})
		}
		a := made(fmt.Sprintf("%sZ%02d", d.area.Code, i+1), name[0], name[1], register.Zone, d.area.Code, best)
		a.Outline, _ = geo.NewShape(orb.MultiPolygon{{ring}}).MarshalJSON() // numbers always marshal
		out = append(out, a)
	}
	return out
}
