package geo

import (
	"math"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// System names a system of coordinates in which places come and go.
type System string

// The systems. Inside, everything is WGS84; CGCS2000 differs from it by centimetres and is taken as the same. The plane
// systems are Gauss-Krüger zones of 3 degrees on CGCS 2000: x east and y north in metres, where GK3 stands without and
// GK3Zone with the number of the zone before the easting (EPSG:4534 to 4554, and 4513 to 4533).
const (
	WGS84    System = "wgs84"
	CGCS2000 System = "cgcs2000"
	GCJ02    System = "gcj02"
	BD09     System = "bd09"
	GK3      System = "gk3-123"
	GK3Zone  System = "gk3-zone"
)

// Systems are all systems with their titles, in the order in which they are offered.
var Systems = []struct {
	Name  System
	Title lang.Text
}{
	{WGS84, lang.T("WGS 84 经纬度", "WGS 84 degrees")},
	{CGCS2000, lang.T("CGCS2000 国家大地坐标系 经纬度", "CGCS 2000 degrees")},
	{GCJ02, lang.T("GCJ-02（高德、腾讯地图）", "GCJ-02 (Amap, Tencent)")},
	{BD09, lang.T("BD-09（百度地图）", "BD-09 (Baidu)")},
	{GK3, lang.T("CGCS2000 高斯 3 度带，中央经线 123°，东坐标无带号", "CGCS 2000 Gauss-Krüger 3°, meridian 123°, easting without zone")},
	{GK3Zone, lang.T("CGCS2000 高斯 3 度带，东坐标带带号", "CGCS 2000 Gauss-Krüger 3°, easting with zone")},
}

// cityMeridian is the central meridian of GK3, that of the city.
const cityMeridian = 123

// Known reports whether a system has that name.
func (s System) Known() bool {
	for _, k := range Systems {
		if k.Name == s {
			return true
		}
	}
	return false
}

// Plane reports whether coordinates of the system are metres.
func (s System) Plane() bool { return s == GK3 || s == GK3Zone }

// ToWGS84 turns coordinates of the system, x east and y north, into WGS 84 degrees: of GCJ-02 and BD-09 to 1e-9 degrees
// of what the published formulas say, of the plane to a millimetre. It fails with Invalid when they cannot be of it.
func (s System) ToWGS84(x, y float64) (Point, error) {
	p := Point{x, y}
	switch s {
	case GK3, GK3Zone:
		m := float64(cityMeridian)
		if s == GK3Zone {
			zone := math.Floor(x / 1e6)
			if zone < 25 || zone > 45 {
				return Point{}, fail.Invalid("geo.zone", "东坐标前没有 3 度带带号(25 至 45)", "the easting does not begin with a zone of 3 degrees (25 to 45)")
			}
			m, x = 3*zone, x-1e6*zone
		}
		if !(math.Abs(x-500_000) < 400_000 && y > 0 && y < 10_000_000) {
			return Point{}, fail.Invalid("geo.plane", "不是高斯平面坐标(东坐标、北坐标，米)", "not plane coordinates (easting and northing in metres)")
		}
		return fromPlane(x, y, m), nil
	case GCJ02, BD09:
		if !p.Valid() {
			break
		}
		if s == BD09 {
			p = BD09ToGCJ02(p)
		}
		p = FromGCJ02(p)
	case WGS84, CGCS2000:
	default:
		return Point{}, unknownSystem(s)
	}
	if !p.Valid() {
		return Point{}, fail.Invalid("geo.degrees", "经度须在 -180 至 180，纬度须在 -90 至 90 之间", "a longitude lies between -180 and 180, a latitude between -90 and 90")
	}
	return p, nil
}

// FromWGS84 turns WGS 84 degrees into coordinates of the system, x east and y north. An unknown system leaves them.
func (s System) FromWGS84(p Point) (x, y float64) {
	switch s {
	case GCJ02:
		p = ToGCJ02(p)
	case BD09:
		p = GCJ02ToBD09(ToGCJ02(p))
	case GK3:
		return toPlane(p, cityMeridian)
	case GK3Zone:
		zone := math.Round(p.Lon / 3)
		x, y = toPlane(p, 3*zone)
		return x + 1e6*zone, y
	case WGS84, CGCS2000:
	}
	return p.Lon, p.Lat
}

func unknownSystem(s System) error {
	return fail.Invalid("geo.system", "没有名为 "+string(s)+" 的坐标系", "there is no system of coordinates named "+string(s)).At("crs")
}

// ParseSystem reads the name of a system. It fails with Invalid.
func ParseSystem(s string) (System, error) {
	if !System(s).Known() {
		return "", unknownSystem(System(s))
	}
	return System(s), nil
}

// WKT is the system as ESRI software writes it in a .prj file; "" for those that no software knows.
func (s System) WKT() string {
	const cgcs = `GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	switch s {
	case WGS84:
		return `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`
	case CGCS2000:
		return cgcs
	case GK3:
		return `PROJCS["CGCS2000_3_Degree_GK_CM_123E",` + cgcs + `,PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",123.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
	case GK3Zone:
		return `PROJCS["CGCS2000_3_Degree_GK_Zone_41",` + cgcs + `,PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",41500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",123.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
	case GCJ02, BD09:
	}
	return ""
}

// SystemOf guesses the system of a .prj file; "" when it is none of ours.
func SystemOf(wkt string) System {
	w := strings.ToUpper(strings.ReplaceAll(wkt, " ", ""))
	cgcs := strings.Contains(w, "CGCS") || strings.Contains(w, "CHINA_2000") || strings.Contains(w, "CHINA_GEODETIC_COORDINATE_SYSTEM_2000") || strings.Contains(w, "CHINAGEODETICCOORDINATESYSTEM2000")
	switch {
	case strings.HasPrefix(w, "PROJCS"):
		gauss := strings.Contains(w, "GAUSS_KRUGER") || strings.Contains(w, "TRANSVERSE_MERCATOR")
		if !cgcs || !gauss {
			return ""
		}
		if strings.Contains(w, `"FALSE_EASTING",500000`) && strings.Contains(w, `"CENTRAL_MERIDIAN",123`) {
			return GK3
		}
		if strings.Contains(w, `500000`) && !strings.Contains(w, `"FALSE_EASTING",500000`) {
			return GK3Zone
		}
	case strings.HasPrefix(w, "GEOGCS") && cgcs:
		return CGCS2000
	case strings.HasPrefix(w, "GEOGCS") && (strings.Contains(w, "WGS_1984") || strings.Contains(w, "WGS84")):
		return WGS84
	}
	return ""
}
