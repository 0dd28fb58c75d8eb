package chinese_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/document/chinese"
)

// Each way in which people write a telephone number, and what is left of it.
func TestPhonesInText(t *testing.T) {
	const mobile = "138****5678"
	land, sub := strings.Repeat("*", 9)+"34", strings.Repeat("*", 9)+"67"
	for text, want := range map[string]string{
		"13812345678":                 mobile,
		"138 1234 5678":               mobile,
		"138-1234-5678":               mobile,
		"138.1234.5678":               mobile,
		"138 12345678":                mobile,
		"1381234 5678":                mobile,
		"138 123 45678":               mobile,
		"138　1234　5678":               mobile,
		"138\u00a01234\u00a05678":     mobile,
		"138—1234—5678":               mobile,
		"１３８１２３４５６７８":                 mobile,
		"+8613812345678":              mobile,
		"+86 13812345678":             mobile,
		"+86-138-1234-5678":           mobile,
		"＋８６ 138 1234 5678":           mobile,
		"(+86)13812345678":            mobile,
		"（+86）138-1234-5678":          mobile,
		"008613812345678":             mobile,
		"0086 138 1234 5678":          mobile,
		"8613812345678":               mobile,
		"86-13812345678":              mobile,
		"024-23891234":                land,
		"024-2389 1234":               land,
		"024-2389-1234":               land,
		"024 2389 1234":               land,
		"024 - 23891234":              land,
		"02423891234":                 land,
		"(024)23891234":               land,
		"（024）2389-1234":              land,
		"（024） 2389 1234":             land,
		"０２４－２３８９１２３４":                land,
		"0413-5234567":                sub,
		"0413 523 4567":               sub,
		"+86 24 2389 1234":            strings.Repeat("*", 10) + "34",
		"+86-24-23891234":             strings.Repeat("*", 10) + "34",
		"024-23891234-8001":           strings.Repeat("*", 13) + "01",
		"024-23891234转8001":           strings.Repeat("*", 13) + "01",
		"电话：23891234":                 "电话：******34",
		"联系电话 2389-1234":              "联系电话 ******34",
		"座机号码为2389 1234":              "座机号码为******34",
		"Tel: 23891234":               "Tel: ******34",
		"TEL13812345678":              "TEL" + mobile,
		"微信wx13812345678":             "微信wx" + mobile,
		"张某13812345678人在现场":           "张某" + mobile + "人在现场",
		"王某/13812345678/024-23891234": "王某/" + mobile + "/" + land,
		"13812345678,13812345678":     mobile + "," + mobile,
		"13812345678-13812345678":     mobile + "-" + mobile,
		"13812345678、02423891234。":    mobile + "、" + land + "。",
		"致电13812345678.":              "致电" + mobile + ".",
	} {
		require.Equal(t, want, chinese.MaskPhones(text), text)
		require.Equal(t, "现场 "+want+"，已到", chinese.MaskPhones("现场 "+text+"，已到"), text)
		require.Equal(t, want, chinese.MaskPhones(chinese.MaskPhones(text)), "masked twice")
	}
}

// What is no telephone number, or one that everybody may know.
func TestFiguresThatAreNoPhones(t *testing.T) {
	for _, text := range []string{
		"", "119", "12350 举报热线", "拨打 110、120", "400-810-1234", "电话4008101234", "电话 95598",
		"13812345678元", "直接损失 13812345678 元", "13812345678万元", "18812345678.50", "0.13812345678", "15,381,234,567",
		"2026-03-02", "20260302", "2026-03-02 08:30", "3月2日8时30分至10时", "0830-1030", "2026030208301234",
		"210106-QX03", "预案编码 SY-QX-024-23891234", "编号：13812345678", "流水号 13812345678", "SY13812345678", "GB 18218-2018", "GB/T 26875.3-2011", "沈应急〔2026〕024号",
		"123.351234, 41.791234", "坐标 1238123456.5", "13812345678901", "23891234", "2389 1234", "6222021234567890123", "液氨 3600 千克", "138 件 1234 人", "192.168.100.200",
	} {
		require.Equal(t, text, chinese.MaskPhones(text))
	}
}

func TestIdentitiesInText(t *testing.T) {
	for text, want := range map[string]string{
		"身份证210102199003071234":      "身份证210102************",
		"210102 19900307 1234，男":     "210102************，男",
		"２１０１０２１９９００３０７１２３Ｘ":         "210102************",
		"统一社会信用代码91210106MA0XYZ1234": "统一社会信用代码91210106MA0XYZ1234",
		"2101021990030712345":        "2101021990030712345",
		"案号210102199013071234":       "案号210102199013071234",
	} {
		require.Equal(t, want, chinese.MaskIdentities(text))
	}
	require.Equal(t, "024-23891234，138****5678", chinese.MaskMobiles("024-23891234，138 1234 5678"), "numbers of offices stay in what is published")
	require.Equal(t, "\ufffd138****5678", chinese.MaskPhones("\xff13812345678"))
}
