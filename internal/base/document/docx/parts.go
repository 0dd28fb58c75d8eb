package docx

import (
	"fmt"
	"strings"
)

const (
	head  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	names = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

	rootRels = head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

	coreProps = head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title><dc:creator>%s</dc:creator></cp:coreProperties>`

	settings = head + `<w:settings ` + names + `><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>` +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`
)

// letterFoot is the lower double line of a letter's first page, thin above thick (borders are named from the text outwards).
var letterFoot = head + `<w:ftr ` + names + `><w:p><w:pPr><w:pStyle w:val="LetterFoot"/></w:pPr></w:p></w:ftr>`

func header(content string) string {
	if content == "" {
		content = style("Tail", "", "")
	}
	return head + `<w:hdr ` + names + `>` + content + `</w:hdr>`
}

// footer is the page number, on the outer side.
func footer(side string) string {
	field := func(s string) string {
		return `<w:r><w:fldChar w:fldCharType="` + s + `"/></w:r>`
	}
	return head + `<w:ftr ` + names + `><w:p><w:pPr><w:pStyle w:val="PageNumber"/><w:ind w:left="280" w:right="280"/><w:jc w:val="` + side + `"/></w:pPr>` +
		run("— ") + field("begin") + `<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` + field("separate") + run("1") + field("end") + run(" —") + `</w:p></w:ftr>`
}

// section is the page of the i-th document.
func section(i int, letter bool) string {
	s := `<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:headerReference w:type="even" r:id="header1"/>`
	if letter {
		s += fmt.Sprintf(`<w:headerReference w:type="first" r:id="header%d"/>`, i+2)
	}
	s += `<w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/>`
	from := 851
	if letter {
		s += `<w:footerReference w:type="first" r:id="footer3"/>`
		from = 1701 // the name is 30 mm below the edge
	}
	s += fmt.Sprintf(`<w:type w:val="nextPage"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1587" w:header="%d" w:footer="%d" w:gutter="0"/><w:pgNumType w:start="1"/>`, from, map[bool]int{false: 1418, true: 1134}[letter])
	if letter {
		s += `<w:titlePg/>`
	}
	return s + `</w:sectPr>`
}

// rels names every part of the folder word, by the name of its file.
func rels(parts []part) string {
	var s strings.Builder
	s.WriteString(head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for _, p := range parts {
		if file, ok := strings.CutPrefix(p.name, "word/"); ok {
			id := strings.TrimSuffix(file, ".xml")
			fmt.Fprintf(&s, `<Relationship Id="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`, id, strings.TrimRight(id, "0123456789"), file)
		}
	}
	return s.String() + `</Relationships>`
}

func contentTypes(parts []part) string {
	var s strings.Builder
	s.WriteString(head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	for _, p := range parts {
		var kind string
		switch {
		case p.name == "docProps/core.xml":
			kind = "application/vnd.openxmlformats-package.core-properties+xml"
		case p.name == "word/document.xml":
			kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
		case strings.HasPrefix(p.name, "word/") && strings.HasSuffix(p.name, ".xml"):
			kind = "application/vnd.openxmlformats-officedocument.wordprocessingml." + strings.TrimRight(strings.TrimSuffix(strings.TrimPrefix(p.name, "word/"), ".xml"), "0123456789") + "+xml"
		default:
			continue
		}
		s.WriteString(`<Override PartName="/` + p.name + `" ContentType="` + kind + `"/>`)
	}
	return s.String() + `</Types>`
}

// fonts are the typefaces of official papers, with the names they go by where the first is missing.
var fonts = []struct{ name, other, family string }{
	{"方正小标宋简体", "方正小标宋_GBK", "roman"},
	{"仿宋_GB2312", "仿宋", "modern"},
	{"楷体_GB2312", "楷体", "modern"},
	{"黑体", "SimHei", "modern"},
	{"宋体", "SimSun", "roman"},
}

func fontTable() string {
	var s strings.Builder
	s.WriteString(head + `<w:fonts ` + names + `>`)
	for _, f := range fonts {
		fmt.Fprintf(&s, `<w:font w:name="%s"><w:altName w:val="%s"/><w:charset w:val="86"/><w:family w:val="%s"/><w:pitch w:val="auto"/></w:font>`, f.name, f.other, f.family)
	}
	return s.String() + `</w:fonts>`
}

const (
	title = "方正小标宋简体"
	fang  = "仿宋_GB2312"
	kai   = "楷体_GB2312"
	hei   = "黑体"
	song  = "宋体"
	red   = "FF0000"
)

// look is one paragraph style: font, size in half points, and properties of the paragraph in the order of the schema.
type look struct {
	name, font string
	size       int
	color      string
	ppr        string
}

func exact(line, before, after int) string {
	return fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/>`, before, after, line)
}

func border(side, kind string, size, space int) string {
	return fmt.Sprintf(`<w:pBdr><w:%s w:val="%s" w:sz="%d" w:space="%d" w:color="%s"/></w:pBdr>`, side, kind, size, space, red)
}

func looks() []look {
	line := exact(pitch, 0, 0)
	indent := `<w:ind w:firstLineChars="200" w:firstLine="630"/>`
	return []look{
		{"Body", fang, 32, "", line + indent + `<w:jc w:val="both"/>`},
		{"Flush", fang, 32, "", line + `<w:jc w:val="both"/>`},
		{"Heading1", hei, 32, "", `<w:keepNext/>` + line + indent + `<w:outlineLvl w:val="0"/>`},
		{"Heading2", kai, 32, "", `<w:keepNext/>` + line + indent + `<w:outlineLvl w:val="1"/>`},
		{"Heading3", fang, 32, "", `<w:keepNext/>` + line + indent + `<w:outlineLvl w:val="2"/>`},
		{"Heading4", fang, 32, "", line + indent + `<w:outlineLvl w:val="3"/>`},
		{"Grade", hei, 32, "", line},
		{"Issuer", title, 36, "", exact(640, 0, 0) + `<w:jc w:val="center"/>`},
		{"Title", title, 44, "", `<w:keepNext/>` + exact(700, 0, 60) + `<w:jc w:val="center"/>`},
		{"FormNumber", fang, 28, "", exact(500, 0, 160) + `<w:jc w:val="right"/>`},
		{"RedPaper", title, 96, red, exact(1300, 1984, pitch) + `<w:jc w:val="center"/>`},
		{"RedLine", fang, 32, "", border("bottom", "single", 12, 11) + exact(pitch, 0, pitch) + `<w:jc w:val="center"/>`},
		{"RedLineSigned", fang, 32, "", border("bottom", "single", 12, 11) + `<w:tabs><w:tab w:val="right" w:pos="8530"/></w:tabs>` + exact(pitch, 0, pitch)},
		{"RedLetter", title, 72, red, border("bottom", "thickThinSmallGap", 24, 11) + exact(1000, 0, 0) + `<w:jc w:val="center"/>`},
		{"LetterNumber", fang, 32, "", exact(pitch, 260, pitch) + `<w:jc w:val="right"/>`},
		{"LetterFoot", fang, 10, red, border("top", "thickThinSmallGap", 24, 0) + exact(200, 0, 0) + `<w:ind w:left="-397" w:right="-397"/>`},
		{"Cell", fang, 24, "", exact(400, 0, 0)},
		{"Label", fang, 24, "", exact(360, 0, 0) + `<w:jc w:val="center"/>`},
		{"CellFoot", fang, 24, "", exact(400, 0, 0) + `<w:jc w:val="right"/>`},
		{"Sign", fang, 28, "", `<w:keepLines/><w:tabs><w:tab w:val="right" w:pos="8845"/></w:tabs>` + exact(pitch, 60, 60)},
		{"Seal", fang, 32, "", exact(pitch, 2*pitch, 0) + `<w:jc w:val="center"/>`},
		{"SealDate", fang, 32, "", exact(pitch, 0, 0) + `<w:jc w:val="center"/>`},
		{"Copies", fang, 28, "", `<w:keepLines/><w:pBdr><w:top w:val="single" w:sz="6" w:space="4" w:color="000000"/></w:pBdr>` + exact(460, 400, 0)},
		{"PageNumber", song, 28, "", exact(400, 0, 0)},
		{"Mark", hei, 21, "7F7F7F", exact(300, 0, 0) + `<w:jc w:val="center"/>`},
		{"Tail", fang, 10, "", exact(120, 0, 0)},
	}
}

func styles() string {
	var s strings.Builder
	s.WriteString(head + `<w:styles ` + names + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="` + fang + `" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`)
	s.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	s.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	for _, l := range looks() {
		name, own := l.name, ` w:customStyle="1"`
		if n, ok := strings.CutPrefix(name, "Heading"); ok {
			name, own = "heading "+n, "" // the name by which Word knows its own
		}
		fmt.Fprintf(&s, `<w:style w:type="paragraph"`+own+` w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>%s</w:pPr><w:rPr><w:rFonts w:eastAsia="%s"/>`, l.name, name, l.ppr, l.font)
		if l.color != "" {
			fmt.Fprintf(&s, `<w:color w:val="%s"/>`, l.color)
		}
		if l.size == 32 {
			s.WriteString(`<w:spacing w:val="-5"/>`) // 28 characters to the line
		}
		fmt.Fprintf(&s, `<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr></w:style>`, l.size, l.size)
	}
	edge := `w:val="single" w:sz="6" w:space="0" w:color="000000"/>`
	s.WriteString(`<w:style w:type="table" w:customStyle="1" w:styleId="Fields"><w:name w:val="Fields"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		s.WriteString(`<w:` + side + ` ` + edge)
	}
	s.WriteString(`</w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return s.String()
}
