package grid

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/geo/feature"
	"anlan/internal/base/geo/shapefile"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/register"
	"anlan/internal/engine/register/exchange"
)

func (s *System) outlineOperations() []httpapi.Operation {
	return []httpapi.Operation{
		httpapi.Get("/register/imports/{id}/outlines", imports, s.importOutlines).Doc("Outlines of an import beside those in force", "For an import of the kind area-outline: what its dry run found, with what each area gains and loses, and the ground that does not fit."),
		httpapi.Get("/register/outlines/acts", read, s.outlineActs).Doc("Changes of outlines", "Newest first; those that touch the caller's areas."),
		httpapi.Post("/register/outlines/acts/{id}/undo", imports, s.undoOutlines).Doc("Bring back the outlines before a change", "From today on; what held in between is not rewritten. 409 when one of its areas has changed again since. All of its areas must be the caller's to import into."),
		httpapi.Get("/register/areas/versions", read, s.areaVersions).Doc("Outlines of an area over time", "Newest first, each with its days and the change that brought it."),
		httpapi.Streams("/register/areas/file", exports, s.outlineFile).Doc("Take outlines out", "Those of a level as they are or were on a day, as GeoJSON or a shapefile in a ZIP."),
	}
}

func (s *System) importOutlines(ctx context.Context, in *idInput) (*httpapi.Body[exchange.OutlineReport], error) {
	r, err := s.Exchange.OutlineReport(ctx, importer(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(r), nil
}

type outlineActsInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" maxLength:"64" doc:"next of the page before"`
}

func (s *System) outlineActs(ctx context.Context, in *outlineActsInput) (*httpapi.Body[httpapi.Page[register.BorderAct]], error) {
	list, next, err := s.Register.OutlineActs(ctx, scope(ctx), in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(httpapi.Page[register.BorderAct]{Items: list, Next: next}), nil
}

type undoOutlinesInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"500"`
	}
}

func (s *System) undoOutlines(ctx context.Context, tx *store.Tx, in *undoOutlinesInput) (*httpapi.Body[register.BorderAct], error) {
	by := importer(ctx)
	act, err := s.Register.UndoOutlines(ctx, tx, journal.Actor{ID: by.ID, Name: by.Name}, by.Put, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return httpapi.OK(act), nil
}

type areaVersionsInput struct {
	Code string `query:"code" required:"true" pattern:"^[0-9A-Z]{1,20}$"`
}

// OutlineVersion is an area as it was from a day on.
type OutlineVersion struct {
	Name  string              `json:"name"`
	From  string              `json:"from" doc:"empty: from the beginning"`
	Until string              `json:"until" doc:"the first day on which it is no more; empty: it holds"`
	Gone  bool                `json:"gone" doc:"there was no such area then"`
	Known bool                `json:"known" doc:"an outline was known"`
	Size  float64             `json:"size" doc:"square metres"`
	Act   *register.BorderAct `json:"act,omitempty" doc:"the change that brought it, when it touches the caller's areas"`
}

func (s *System) areaVersions(ctx context.Context, in *areaVersionsInput) (*httpapi.Body[httpapi.Page[OutlineVersion]], error) {
	list, err := s.Register.AreaVersions(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	mine := scope(ctx).Contains(in.Code)
	page := httpapi.Page[OutlineVersion]{Items: []OutlineVersion{}}
	for _, v := range list {
		o := OutlineVersion{Name: v.Name, From: v.From, Until: v.Until, Gone: v.Gone, Known: !v.Gone && len(v.Outline) > 0}
		if o.Known && v.Level != register.River {
			if shape, err := geo.ParseShape(v.Outline); err == nil {
				o.Size = shape.Area()
			}
		}
		if mine {
			o.Act = v.Act
		}
		page.Items = append(page.Items, o)
	}
	return httpapi.OK(page), nil
}

// areasOn are the areas of a day as it stands in a query; of today when it is empty.
func (s *System) areasOn(ctx context.Context, on string) (*register.Areas, error) {
	if on == "" {
		return s.Register.Areas(), nil
	}
	day, err := calendar.ParseDate(on)
	if err != nil {
		return nil, fail.Invalid("grid.day", "日期格式应为 年-月-日", "the day must be written as year-month-day").At("on")
	}
	return s.Register.AreasOn(ctx, day)
}

type outlineFileInput struct {
	Level    register.Level `query:"level" enum:"city,district,zone,street,community,cell" default:"district"`
	Area     string         `query:"area" pattern:"^[0-9A-Z]{0,20}$" doc:"area prefix to stay within"`
	On       string         `query:"on" maxLength:"10" doc:"as they were on a day, 2026-01-31; today when left out"`
	Format   string         `query:"format" enum:"geojson,shapefile" default:"geojson"`
	System   geo.System     `query:"crs" maxLength:"20" default:"wgs84" doc:"system of coordinates: wgs84, cgcs2000, gcj02, bd09, gk3-123 or gk3-zone; GeoJSON is always WGS 84"`
	Language string         `query:"language" enum:",zh,en" doc:"of the name of the file; that of the request when empty"`
}

// outlineFile writes the outlines of a level with code, name and parent; what it writes can be imported again as it is.
func (s *System) outlineFile(ctx context.Context, in *outlineFileInput) (httpapi.File, func(context.Context, io.Writer) error, error) {
	system, err := geo.ParseSystem(string(in.System))
	if err != nil {
		return httpapi.File{}, nil, err
	}
	if in.Format == "geojson" && system != geo.WGS84 && system != geo.CGCS2000 {
		return httpapi.File{}, nil, fail.Invalid("grid.outlines.geojson", "GeoJSON 只能用 WGS 84 / CGCS2000 经纬度（RFC 7946）", "GeoJSON holds WGS 84 degrees (RFC 7946)").At("crs")
	}
	all, err := s.areasOn(ctx, in.On)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	var list []register.Area
	within := httpapi.SubjectOf(ctx).Scope(exports).Within(in.Area)
	for _, a := range all.At(in.Level) {
		if len(a.Outline) > 0 && within.Contains(a.Code) {
			list = append(list, a)
		}
	}
	language := in.Language
	if language == "" {
		language = languageOf(ctx)
	}
	name := strings.TrimSpace(lang.T("区划边界", "outlines").In(language) + " " + string(in.Level) + " " + in.On)
	if in.Format == "shapefile" {
		return httpapi.File{Name: name + ".zip", Type: "application/zip"}, func(_ context.Context, w io.Writer) error { return s.writeLayer(w, all, list, system) }, nil
	}
	return httpapi.File{Name: name + ".geojson", Type: "application/geo+json"}, func(_ context.Context, w io.Writer) error { return writeFeatures(w, all, list) }, nil
}

func writeFeatures(w io.Writer, all *register.Areas, list []register.Area) error {
	out := feature.NewWriter(w)
	for _, a := range list {
		properties := map[string]string{"code": a.Code, "name": all.Name(a.Code), "level": string(a.Level), "parent": a.Parent}
		if err := out.Write(a.Code, all.Shape(a.Code).Polygons(), properties); err != nil {
			return err
		}
	}
	return out.Close()
}

func (s *System) writeLayer(w io.Writer, all *register.Areas, list []register.Area, system geo.System) error {
	fields := []shapefile.Field{{Name: "code", Type: 'C'}, {Name: "name", Type: 'C'}, {Name: "level", Type: 'C'}, {Name: "parent", Type: 'C'}}
	now := s.Exchange.Clock.Now()
	out, err := shapefile.NewWriter(w, "areas", system.WKT(), fields, now.Year(), int(now.Month()), now.Day())
	if err != nil {
		return err
	}
	defer out.Discard()
	for _, a := range list {
		if err := out.Write(system.ShapeFromWGS84(all.Shape(a.Code).Polygons()), []string{a.Code, all.Name(a.Code), string(a.Level), a.Parent}); err != nil {
			return err
		}
	}
	return out.Close()
}

// collect is a FeatureCollection of the areas of a level whose outline is known.
func collect(areas *register.Areas, l register.Level) ([]byte, error) {
	type properties struct {
		AreaName
		Lon float64 `json:"lon"`
		Lat float64 `json:"lat"`
	}
	type feature struct {
		Type       string          `json:"type"`
		ID         string          `json:"id"`
		Properties properties      `json:"properties"`
		Geometry   json.RawMessage `json:"geometry"`
	}
	features := []feature{}
	for _, a := range areas.At(l) {
		if len(bytes.TrimSpace(a.Outline)) > 0 {
			features = append(features, feature{"Feature", a.Code, properties{AreaName{a.Code, a.Name, a.NameEn, a.Level}, a.Lon, a.Lat}, a.Outline})
		}
	}
	return json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
}
