package register

import "encoding/json"

// Level is the kind of an area.
type Level string

// The levels, from the city down. A zone (功能区) lies beside the streets, under its district. A river's outline is a
// line, and nothing is located in it.
const (
	City      Level = "city"
	District  Level = "district"
	Zone      Level = "zone"
	Street    Level = "street"
	Community Level = "community"
	Cell      Level = "cell"
	River     Level = "river"
)

// Area is one administrative or grid area. Codes are prefixes of what lies inside (GB/T 2260 and its statistical
// extension): 4 digits city, 6 district, 9 street, 12 community, 15 grid cell; zones carry the code of their district
// and a suffix such as "Z01". Lon and Lat (WGS 84) are its seat or centre; Outline is a GeoJSON geometry, where known.
type Area struct {
	Code    string          `bun:"code" json:"code"`
	Name    string          `bun:"name" json:"name"`
	NameEn  string          `bun:"name_en" json:"name_en"`
	Level   Level           `bun:"level" json:"level"`
	Parent  string          `bun:"parent" json:"parent"`
	Lon     float64         `bun:"lon" json:"lon"`
	Lat     float64         `bun:"lat" json:"lat"`
	Outline json.RawMessage `bun:"outline" json:"outline,omitempty"`
	Demo    bool            `bun:"demo" json:"demo"`
}

// CityOf returns the prefix of a code at the level of a city, or "" when the code is higher; the others beside it do so for
// their levels.
func CityOf(code string) string { return cut(code, 4) }

// DistrictOf returns the district part of a code: 6 digits.
func DistrictOf(code string) string { return cut(code, 6) }

// StreetOf returns the street part of a code (9 digits), or "" for a zone.
func StreetOf(code string) string {
	if len(code) > 6 && code[6] == 'Z' {
		return ""
	}
	return cut(code, 9)
}

// CommunityOf returns the community part of a code: 12 digits.
func CommunityOf(code string) string { return cut(code, 12) }

func cut(code string, n int) string {
	if len(code) < n {
		return ""
	}
	return code[:n]
}
