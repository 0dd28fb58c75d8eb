// Package grid is the grid of responsibility (网格化责任体系): for now the register of the city, served on the map and in lists.
//
// It serves engine/register over HTTP: kinds, elements with their history, counts, what is near and inside, search by
// name, areas with their outlines, and vector tiles. Everybody sees what lies where they hold grid.element.read, and
// nothing of it elsewhere. Personal data (Kind.Private) are hidden in part, except from those who keep the register in the
// element's area (grid.element.put): so nobody can write a hidden number back. Names and outlines of areas are public. It
// does not grade risk and does not name who answers for a place.
//
// Tables come in and go out by engine/register/exchange: an import goes only where the caller both imports and keeps the
// register, and its job is seen by those who keep all of its areas. Outlines of areas come and go the same way; they keep
// their history, so that outlines, and the areas that hold a place, are answered as of any day.
package grid

import (
	"context"
	"slices"
	"sync"

	"anlan/internal/base/httpapi"
	"anlan/internal/base/lang"
	"anlan/internal/engine/register"
	"anlan/internal/engine/register/exchange"
	"anlan/internal/system"
)

const (
	read = "grid.element.read"
	put  = "grid.element.put"

	imports = "grid.import.run"
	exports = "grid.export.run"
)

// Permissions of the system and the roles that hold them.
var Permissions = []system.Permission{
	{Name: read, Title: lang.T("查看城市要素", "See elements of the city"), Roles: []string{system.Auditor, system.Duty, system.Commander, system.Field, system.Grid}},
	{Name: put, Title: lang.T("维护城市要素", "Keep elements of the city"), Roles: []string{system.Duty, system.Grid}},
	{Name: imports, Title: lang.T("导入要素台账", "Import into the register"), Roles: []string{system.Duty}},
	{Name: exports, Title: lang.T("导出要素台账", "Export the register"), Roles: []string{system.Auditor, system.Duty, system.Commander}},
}

// Needs is all that the system leans on.
type Needs struct {
	Register *register.Register
	Parts    func() []system.Part // of the files of elements, from all systems; nil for none
	Exchange *exchange.Exchange
}

// System is the grid of responsibility.
type System struct {
	Needs
	Finders  []system.Finder // of other systems, for searchOthers
	mu       sync.Mutex
	outlined outlined
}

// New makes the system. It has no tables of its own.
func New(_ context.Context, n Needs) (*System, error) { return &System{Needs: n}, nil }

// Module declares the system.
func (s *System) Module() system.Module {
	return system.Module{
		Name: "grid", Title: lang.T("网格化责任体系", "Grid of responsibility"), Workspace: system.Supervision, Permissions: Permissions,
		Operations: slices.Concat(s.importOperations(), s.outlineOperations(), []httpapi.Operation{
			httpapi.Get("/register/kinds", httpapi.SignedIn, s.kinds).Doc("Kinds of elements", "For whoever is signed in. Titles, JSON Schema of the attributes, columns of lists, and how the map draws them."),
			httpapi.Get("/register/elements", read, s.list).Doc("List elements", "In order of area and id, without their shapes. With q, those whose name holds it; with where, those whose attributes fit; with at, as it was known then. At most 500 a page."),
			httpapi.Post("/register/elements", put, s.create).Doc("Add an element", "The area is found from the place when it is not given. Attributes are checked by the schema of the kind."),
			httpapi.Get("/register/elements/{id}", read, s.show).Doc("One element", "With the areas it lies in, and the elements that belong to it; with at, as it was known then."),
			httpapi.Put("/register/elements/{id}", put, s.replace).Doc("Change an element", "Replaces everything but id and kind. The version is the one that was read: when somebody changed it meanwhile, 409."),
			httpapi.Get("/register/elements/{id}/history", read, s.history).Doc("History of an element", "What it was before each change, newest first."),
			httpapi.Delete("/register/elements/{id}", put, s.remove).Doc("Take an element out", "For a reason; its history stays, and restore brings it back. 409 while elements belong to it."),
			httpapi.Post("/register/elements/{id}/restore", put, s.restore).Doc("Bring back a version", "Also of an element that was taken out. The old version becomes a new one; it is checked by the rules of today."),
			httpapi.Get("/register/elements/{id}/hazards", read, s.hazards).Doc("Major hazards of an enterprise", "Each of its hazard sources judged by GB 18218-2018 with the working, beside what the register states; of a hazard source that one."),
			httpapi.Get("/register/elements/{id}/parts", read, s.parts).Doc("Parts of an element's file", "What other systems know of it, each to be read by itself."),
			httpapi.Get("/register/elements/{id}/parts/{part}", read, s.part).Doc("One part of an element's file", "403 without the part's own permission in the element's area."),
			httpapi.Get("/register/shapes", read, s.shapes).Doc("Lines and areas of a kind", "GeoJSON (RFC 7946) of the elements that have a shape; at most 2,000."),
			httpapi.Get("/register/counts", read, s.counts).Doc("How many elements", "By kind, by level of risk (none: not graded), or by areas: of the level that is named, or one below the area asked for."),
			httpapi.Get("/register/near", read, s.near).Doc("The nearest elements of a kind", "Nearest first, with the great-circle distance in metres. Narrowed by risk and by attributes."),
			httpapi.Get("/register/inside", read, s.inside).Doc("Elements of a kind inside something", "A box, a polygon, a circle, the surroundings of a polygon or of a line, an area. Worst risk first. total tells how many there are beyond the limit."),
			httpapi.Get("/register/along", read, s.along).Doc("Elements of a kind along a line", "In the order of the way, with the metres along it and off it."),
			httpapi.Get("/register/summary", read, s.summary).Doc("What is inside something", "Counts of each kind by risk, persons that the elements declare, and the worst level; bounds as those of inside."),
			httpapi.Get("/register/heat", read, s.heat).Doc("Where how much lies", "Counts, or sums weighted by risk, in hexagons or squares that stay the same as the map moves."),
			httpapi.Get("/register/search", read, s.search).Doc("Find elements and areas", "By a part of the name, pinyin or initials, codes, telephone numbers (from seven digits on; hidden ones only by those who may see them), addresses; when that gives too little, also by likeness. Best first. Looser ways are tried only when stricter ones do not fill the limit, and totals counts what was tried."),
			httpapi.Get("/register/search/others", read, s.searchOthers).Doc("Find what is not in the register", "Points, incidents and what else systems let be found, in groups: those whose permission the caller holds."),
			httpapi.Get("/register/areas", read, s.areas).Doc("Areas below an area", "Those in the caller's areas and on the way down to them."),
			httpapi.Get("/register/areas/at", read, s.areasAt).Doc("The areas that hold a place", "From the city down to the community or cell; none outside the city; with on, as the areas were on that day. The same for everybody."),
			httpapi.Get("/register/areas/outlines", httpapi.SignedIn, s.outlines).Returns("application/geo+json").Doc("Outlines of a level", "GeoJSON (RFC 7946), as they are or were on a day; level=river gives lines. The same for everybody: outlines are public."),
			httpapi.Get("/register/tiles/{layer}/{z}/{x}/{y}", read, s.tile).Returns("application/vnd.mapbox-vector-tile").Doc("A vector tile of a kind", "Mapbox Vector Tile 2.1 of the layer, which is the name of a kind; y ends in .mvt. 204 when there is nothing on it, 304 when it is what the caller has."),
			httpapi.Streams("/register/export", exports, s.export).Doc("Take elements out", "Those of one kind that the same filters list, as XLSX, CSV, GeoJSON or a shapefile in a ZIP. Personal data are masked as in lists. Who took out what stands in the journal."),
		}),
		Pages: []system.Page{
			{Path: "/map", Title: lang.T("一张图", "One map"), Workspace: system.Command, Permission: read},
			{Path: "/grid/elements", Title: lang.T("要素台账", "Register"), Workspace: system.Supervision, Permission: read},
			{Path: "/grid/outlines", Title: lang.T("区划边界", "Outlines of areas"), Workspace: system.Supervision, Permission: read},
			{Path: "/grid/imports", Title: lang.T("台账导入", "Imports"), Workspace: system.Supervision, Permission: imports},
		},
		Run: []system.Task{{Name: "imports", Run: s.Exchange.Run}, {Name: "outlines", Run: s.Register.RunOutlines}},
	}
}
