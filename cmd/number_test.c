/* number_test.c - numbers as text against exact rows, laws and libc. */
#include "number.h"
#include "test.h"

#include <locale.h>
#include <stdbool.h>

static const struct parse_row {
	const char *name, *text;
	enum number_error error;
	double want;
} parse_rows[] = {
	/* wanted are float(Fraction(text)) of Python 3.11 */
	{ "an integer", "2000", NUMBER_OK, 0x1.f4p+10 },
	{ "a point at the end", "5.", NUMBER_OK, 0x1.4p+2 },
	{ "a point in front", ".5", NUMBER_OK, 0x1p-1 },
	{ "a plus sign", "+0.5", NUMBER_OK, 0x1p-1 },
	{ "a capital E", "25E-1", NUMBER_OK, 0x1.4p+1 },
	{ "an exponent with plus", "1e+2", NUMBER_OK, 0x1.9p+6 },
	{ "zeros in front of the exponent",
	    "1e-0002", NUMBER_OK, 0x1.47ae147ae147bp-7 },
	{ "zeros in front", "000123.5", NUMBER_OK, 0x1.eep+6 },
	{ "zeros behind", "0.5000000000000000000000000", NUMBER_OK, 0x1p-1 },
	{ "zero", "0", NUMBER_OK, 0 },
	{ "minus zero", "-0", NUMBER_OK, -0.0 },
	{ "a tiny minus zero", "-1e-400", NUMBER_OK, -0.0 },
	{ "zero with a huge exponent", "0e99999999999999999999", NUMBER_OK, 0 },
	{ "zero point", "0.", NUMBER_OK, 0 },
	{ "zero with many digits", "0.00000000000000000000000", NUMBER_OK, 0 },
	{ "one tenth", "0.1", NUMBER_OK, 0x1.999999999999ap-4 },
	{ "six digits", "0.731059", NUMBER_OK, 0x1.764d5d80e496fp-1 },
	{ "nine digits", "123.456789", NUMBER_OK, 0x1.edd3c07ee0b0bp+6 },
	{ "seventeen digits",
	    "0.73105857863000490", NUMBER_OK, 0x1.764d4f5d5a2bdp-1 },
	{ "the largest exact mantissa",
	    "9007199254740992e22", NUMBER_OK, 0x1.0f0cf064dd592p+126 },
	{ "one above it",
	    "9007199254740993e22", NUMBER_OK, 0x1.0f0cf064dd593p+126 },
	{ "exact at the fast border",
	    "1e22", NUMBER_OK, 0x1.0f0cf064dd592p+73 },
	{ "above the fast border", "1e23", NUMBER_OK, 0x1.52d02c7e14af6p+76 },
	{ "below the fast border", "7e-23", NUMBER_OK, 0x1.527fcd8105c07p-74 },
	{ "2^53 + 1 ties to even", "9007199254740993", NUMBER_OK, 0x1p+53 },
	{ "2^53 + 3 ties to even",
	    "9007199254740995", NUMBER_OK, 0x1.0000000000002p+53 },
	{ "just above a tie",
	    "9007199254740993.0000000001", NUMBER_OK, 0x1.0000000000001p+53 },
	{ "just below a tie",
	    "9007199254740992.9999999999", NUMBER_OK, 0x1p+53 },
	{ "2^54 + 2, with a fraction",
	    "18014398509481986.0", NUMBER_OK, 0x1p+54 },
	{ "a tie with a half", "4503599627370496.5", NUMBER_OK, 0x1p+52 },
	{ "a tie with three halves",
	    "4503599627370497.5", NUMBER_OK, 0x1.0000000000002p+52 },
	{ "a tie in 19 digits", "9223372036854776832", NUMBER_OK, 0x1p+63 },
	{ "two above it",
	    "9223372036854776834", NUMBER_OK, 0x1.0000000000001p+63 },
	{ "one above it, in 19 digits",
	    "9223372036854776833", NUMBER_OK, 0x1.0000000000001p+63 },
	{ "a power beyond the fast border",
	    "1e308", NUMBER_OK, 0x1.1ccf385ebc8ap+1023 },
	{ "a larger one, of a small number",
	    "0.00001e313", NUMBER_OK, 0x1.1ccf385ebc8ap+1023 },
	{ "2^64 - 1", "18446744073709551615", NUMBER_OK, 0x1p+64 },
	{ "2^64", "18446744073709551616", NUMBER_OK, 0x1p+64 },
	{ "the greatest 19 digits",
	    "9999999999999999999", NUMBER_OK, 0x1.158e460913dp+63 },
	{ "the greatest 20 digits",
	    "99999999999999999999", NUMBER_OK, 0x1.5af1d78b58c4p+66 },
	{ "a tie of 1 and its neighbour",
	    "1.00000000000000011102230246251565404236316680908203125",
	    NUMBER_OK, 0x1p+0 },
	{ "just above that",
	    "1.00000000000000011102230246251565404236316680908203126",
	    NUMBER_OK, 0x1.0000000000001p+0 },
	{ "just below that",
	    "1.00000000000000011102230246251565404236316680908203124",
	    NUMBER_OK, 0x1p+0 },
	{ "the largest",
	    "1.7976931348623157e308", NUMBER_OK, 0x1.fffffffffffffp+1023 },
	{ "what rounds to the largest",
	    "1.7976931348623158e308", NUMBER_OK, 0x1.fffffffffffffp+1023 },
	{ "just below the tie of the largest",
	    "17976931348623158079372897140530341507993413271003782693"
	    "61737789804449682927647509466490179775872070963302864166"
	    "92887910946555547851940402630657488671505820681908902000"
	    "70838367627385484581771153176447573027006985557136695962"
	    "28429148198608349364752927190741684443655107043427115596"
	    "99508093042880177904174497791",
	    NUMBER_OK, 0x1.fffffffffffffp+1023 },
	{ "the smallest normal",
	    "2.2250738585072014e-308", NUMBER_OK, 0x1p-1022 },
	{ "Java's and PHP's endless loop",
	    "2.2250738585072012e-308", NUMBER_OK, 0x1p-1022 },
	{ "the largest subnormal",
	    "2.2250738585072009e-308", NUMBER_OK, 0xfffffffffffffp-1074 },
	{ "the smallest", "5e-324", NUMBER_OK, 0x1p-1074 },
	{ "4e-324", "4e-324", NUMBER_OK, 0x1p-1074 },
	{ "2e-324", "2e-324", NUMBER_OK, 0 },
	{ "3e-324", "3e-324", NUMBER_OK, 0x1p-1074 },
	{ "half of the smallest, cut",
	    "2.4703282292062327e-324", NUMBER_OK, 0 },
	{ "half of the smallest, rounded up",
	    "2.4703282292062328e-324", NUMBER_OK, 0x1p-1074 },
	{ "halves of the smallest: 3",
	    "7.4109846876186982e-324", NUMBER_OK, 0x2p-1074 },
	{ "too small", "1e-999", NUMBER_OK, 0 },
	{ "a subnormal with few bits", "1.5e-322", NUMBER_OK, 0x1ep-1074 },
	{ "sixteen digits and a small power",
	    "8.511030020275656e-42", NUMBER_OK, 0x1.7b9ac89eb9051p-137 },
	{ "a 16-digit tie neighbour",
	    "6.9294956446009195e15", NUMBER_OK, 0x1.89e56ee5e7a58p+52 },
	{ "an exact fraction of 20 digits",
	    "3.518437208883201171875e13", NUMBER_OK, 0x1.0000000000002p+45 },
	{ "21 digits",
	    "62.5364939768271845828", NUMBER_OK, 0x1.f44abd5aa7ca4p+5 },
	{ "twelve digits",
	    "8.10109172351e-10", NUMBER_OK, 0x1.bd5cbaef0fd0cp-31 },
	{ "half an ulp of 1.5, cut",
	    "1.50000000000000011102230246251565", NUMBER_OK, 0x1.8p+0 },
	{ "a subnormal power of two",
	    "6.631236846766476e-316", NUMBER_OK, 0x8000000p-1074 },
	{ "a subnormal close to a tie",
	    "3.2378839133029012895883524125015321748630094637e-319",
	    NUMBER_OK, 0xffffp-1074 },
	{ "760 digits of a subnormal",
	    "6.953355807847677105972805215521891690222119817145950754"
	    "41620560798003013154963668880611572639944188006538639986"
	    "40286912755395394146528315847956685600829998895513577849"
	    "61446896042113198284213107935110217162654939802416034676"
	    "21382940972058375954047678693641381654162128784324843320"
	    "23692099166122496760055730227032447997146221165421888377"
	    "70376022371172079559125853382801396219552418839469770575"
	    "90419265762706031937284756230107414044266023784411417449"
	    "72109554498963891803958271916028866544881824524095839813"
	    "89442783377001505462015745017848754574668342161759496661"
	    "76602002875288878338707485077319299710299793661987622668"
	    "80963149896457660004790090837317365857503352620998601508"
	    "96718774401964796827166283225641992040747894382698751809"
	    "81260953672062896657735109329223654510568136069065731337"
	    "4761849006886636249739e-324", NUMBER_OK, 0x1p-1074 },
	{ "a long fraction",
	    "3.141592653589793238462643383279502884197169399375105820"
	    "97494459", NUMBER_OK, 0x1.921fb54442d18p+1 },
	{ "leading zeros of a fraction",
	    "0.000000000000000000000000000000123456789012345678",
	    NUMBER_OK, 0x1.40831c305489cp-103 },
	{ "an exponent below any int", "1e-99999999999", NUMBER_OK, 0 },
	{ "an exponent below any int64",
	    "-1e-99999999999999999999999", NUMBER_OK, -0.0 },
	{ "nothing", "", NUMBER_SYNTAX, 0 },
	{ "a minus", "-", NUMBER_SYNTAX, 0 },
	{ "a plus", "+", NUMBER_SYNTAX, 0 },
	{ "a point", ".", NUMBER_SYNTAX, 0 },
	{ "a point with a sign", "-.", NUMBER_SYNTAX, 0 },
	{ "a point and an exponent", ".e5", NUMBER_SYNTAX, 0 },
	{ "an exponent alone", "e5", NUMBER_SYNTAX, 0 },
	{ "an exponent without digits", "1e", NUMBER_SYNTAX, 0 },
	{ "an exponent with a sign only", "1e+", NUMBER_SYNTAX, 0 },
	{ "an exponent with two signs", "1e+-5", NUMBER_SYNTAX, 0 },
	{ "a fraction in the exponent", "1e1.5", NUMBER_SYNTAX, 0 },
	{ "two signs", "--1", NUMBER_SYNTAX, 0 },
	{ "two points", "1.2.3", NUMBER_SYNTAX, 0 },
	{ "a word", "abc", NUMBER_SYNTAX, 0 },
	{ "a unit", "1.5f", NUMBER_SYNTAX, 0 },
	{ "Fortran's exponent", "1d5", NUMBER_SYNTAX, 0 },
	{ "a low line", "1_000", NUMBER_SYNTAX, 0 },
	{ "a blank within", "1 000", NUMBER_SYNTAX, 0 },
	{ "a blank after the sign", "- 1", NUMBER_SYNTAX, 0 },
	{ "blanks only", "  ", NUMBER_SYNTAX, 0 },
	{ "the byte below 0", "1/", NUMBER_SYNTAX, 0 },
	{ "the byte above 9", "1:", NUMBER_SYNTAX, 0 },
	{ "a byte above ASCII", "1\xb2", NUMBER_SYNTAX, 0 },
	{ "two numbers", "1 2", NUMBER_SYNTAX, 0 },
	{ "thousands and a decimal comma", "1.000,5", NUMBER_GROUPS, 0 },
	{ "thousands in English", "1,000.5", NUMBER_GROUPS, 0 },
	{ "two commas", "1,000,000", NUMBER_GROUPS, 0 },
	{ "two points", "-1.000.000", NUMBER_GROUPS, 0 },
	{ "groups behind a blank", " 12.345,6", NUMBER_GROUPS, 0 },
	{ "a group of four", "1.0000,5", NUMBER_SYNTAX, 0 },
	{ "a group of two", "1.00,5", NUMBER_SYNTAX, 0 },
	{ "four digits before a group", "1000.000,5", NUMBER_SYNTAX, 0 },
	{ "groups of both kinds", "1.000,000.5", NUMBER_SYNTAX, 0 },
	{ "groups and an exponent", "1.000,5e3", NUMBER_SYNTAX, 0 },
	{ "groups with nothing before", ".000,5", NUMBER_SYNTAX, 0 },
	{ "a comma alone", ",", NUMBER_SYNTAX, 0 },
	{ "a decimal comma", "1,5", NUMBER_COMMA, 0 },
	{ "a decimal comma in front", "-,5", NUMBER_COMMA, 0 },
	{ "a decimal comma with exponent", "1,5e-3", NUMBER_COMMA, 0 },
	{ "a blank in front", " 0.5", NUMBER_BLANK, 0 },
	{ "a blank behind", "0.5 ", NUMBER_BLANK, 0 },
	{ "a carriage return", "0.5\r", NUMBER_BLANK, 0 },
	{ "a tab and a line feed", "\t-1e5\n", NUMBER_BLANK, 0 },
	{ "nan", "nan", NUMBER_NAN, 0 },
	{ "-NaN", "-NaN", NUMBER_NAN, 0 },
	{ "+NAN", "+NAN", NUMBER_NAN, 0 },
	{ "a payload", "nan(0)", NUMBER_SYNTAX, 0 },
	{ "nearly nan", "na", NUMBER_SYNTAX, 0 },
	{ "more than nan", "nano", NUMBER_SYNTAX, 0 },
	{ "inf", "inf", NUMBER_INF, 0 },
	{ "-Inf", "-Inf", NUMBER_INF, 0 },
	{ "Infinity", "Infinity", NUMBER_INF, 0 },
	{ "+INFINITY", "+INFINITY", NUMBER_INF, 0 },
	{ "part of infinity", "infini", NUMBER_SYNTAX, 0 },
	{ "more than infinity", "infinityx", NUMBER_SYNTAX, 0 },
	{ "nan between blanks", " nan ", NUMBER_NAN, 0 },
	{ "a decimal comma after a blank", " 1,5", NUMBER_COMMA, 0 },
	{ "hexadecimal", "0x1p-2", NUMBER_HEX, 0 },
	{ "a hexadecimal integer", "-0XfF", NUMBER_HEX, 0 },
	{ "a hexadecimal fraction", "0x.8", NUMBER_HEX, 0 },
	{ "a hexadecimal power, in capitals", "0X1P-2", NUMBER_HEX, 0 },
	{ "a bare 0x", "0x", NUMBER_SYNTAX, 0 },
	{ "0x and a point", "0x.", NUMBER_SYNTAX, 0 },
	{ "0x and no digit", "0xg", NUMBER_SYNTAX, 0 },
	{ "0x1p without digits", "0x1p", NUMBER_SYNTAX, 0 },
	{ "too large", "1e999", NUMBER_RANGE, 0 },
	{ "too large and negative", "-1e309", NUMBER_RANGE, 0 },
	{ "just too large", "1.7976931348623159e308", NUMBER_RANGE, 0 },
	{ "the tie above the largest",
	    "17976931348623158079372897140530341507993413271003782693"
	    "61737789804449682927647509466490179775872070963302864166"
	    "92887910946555547851940402630657488671505820681908902000"
	    "70838367627385484581771153176447573027006985557136695962"
	    "28429148198608349364752927190741684443655107043427115596"
	    "99508093042880177904174497792", NUMBER_RANGE, 0 },
	{ "the digits decide range",
	    "99999999999999999999e300", NUMBER_RANGE, 0 },
	{ "an exponent beyond any int", "1e99999999999", NUMBER_RANGE, 0 },
	{ "an exponent beyond any int64",
	    "1e99999999999999999999999", NUMBER_RANGE, 0 },
};

/* Text with one byte repeated: front, count times fill, back. */
static const struct long_row {
	const char *name, *front;
	char fill;
	size_t count;
	const char *back;
	enum number_error error;
	double want;
} long_rows[] = {
	{ "63 digits", "0.", '3', 63, "", NUMBER_OK, 0x1.5555555555555p-2 },
	{ "64 digits", "0.", '3', 64, "", NUMBER_OK, 0x1.5555555555555p-2 },
	{ "65 digits", "0.", '3', 65, "", NUMBER_OK, 0x1.5555555555555p-2 },
	{ "4096 digits in front of the point", "", '9', 4096, ".", NUMBER_RANGE,
	    0 },
	{ "F42 4097 digits in front of the point", "", '9', 4097, ".", NUMBER_LONG,
	    0 },
	{ "4096 digits behind the point", "-.", '9', 4096, "", NUMBER_OK, -1 },
	{ "4097 digits behind the point", "-.", '9', 4097, "", NUMBER_LONG, 0 },
	{ "4097 digits with a small exponent", "", '1', 4097, "e-4097",
	    NUMBER_LONG, 0 },
	{ "4096 digits on both sides", "1", '0', 4095, "e-4095", NUMBER_OK, 1 },
	{ "zeros in front are none", "", '0', 5000, "1.5", NUMBER_OK, 1.5 },
	{ "zeros behind the point are none", ".", '0', 5000, "25e5000",
	    NUMBER_OK, 0.25 },
	{ "zeros behind a digit are", "1.", '0', 4096, "", NUMBER_LONG, 0 },
	{ "nothing but zeros", "-0.", '0', 9999, "e5", NUMBER_OK, -0.0 },
	{ "a comma is found before the length", "1,", '0', 4096, "",
	    NUMBER_COMMA, 0 },
	{ "a letter is found before the length", "1.", '0', 4096, "x",
	    NUMBER_SYNTAX, 0 },
	{ "a tie of 4096 digits", "9007199254740993.", '0', 4080, "", NUMBER_OK,
	    0x1p+53 },
	{ "a tie that the 4096th digit breaks", "9007199254740993.", '0', 4079,
	    "1", NUMBER_OK, 0x1.0000000000001p+53 },
	{ "a long one below a tie", "9007199254740992.", '9', 4080, "",
	    NUMBER_OK, 0x1p+53 },
	{ "a long one next to zero", "2", '4', 4095, "e-4419", NUMBER_OK, 0 },
	{ "a longer exponent than any", "1e-", '9', 9999, "", NUMBER_OK, 0 },
	{ "zeros in the exponent", "1e-", '0', 9999, "3", NUMBER_OK, 0.001 },
};

static const struct print_row {
	const char *name;
	double x;
	int digits;
	const char *want;
} print_rows[] = {
	/* wanted are repr(x), without .0, and "%.*g" of Python 3.11 */
	{ "0", 0, 0, "0" },
	{ "-0", -0.0, 0, "-0" },
	{ "1", 0x1p+0, 0, "1" },
	{ "-1.5", -0x1.8p+0, 0, "-1.5" },
	{ "2000", 0x1.f4p+10, 0, "2000" },
	{ "0.1", 0x1.999999999999ap-4, 0, "0.1" },
	{ "0.3", 0x1.3333333333333p-2, 0, "0.3" },
	{ "0.3333333333333333", 0x1.5555555555555p-2, 0, "0.3333333333333333" },
	{ "0.6666666666666666", 0x1.5555555555555p-1, 0, "0.6666666666666666" },
	{ "100", 0x1.9p+6, 0, "100" },
	{ "123456", 0x1.e24p+16, 0, "123456" },
	{ "1000000000000000", 0x1.c6bf52634p+49, 0, "1000000000000000" },
	{ "9999999999999998", 0x1.1c37937e07fffp+53, 0, "9999999999999998" },
	{ "1e+16", 0x1.1c37937e08p+53, 0, "1e+16" },
	{ "1.2345678901234568e+16", 0x1.5ee2a2eb5a5c4p+53, 0,
	    "1.2345678901234568e+16" },
	{ "1e+21", 0x1.b1ae4d6e2ef5p+69, 0, "1e+21" },
	{ "1e+22", 0x1.0f0cf064dd592p+73, 0, "1e+22" },
	{ "1e+23", 0x1.52d02c7e14af6p+76, 0, "1e+23" },
	{ "9007199254740991", 0x1.fffffffffffffp+52, 0, "9007199254740991" },
	{ "9007199254740992", 0x1p+53, 0, "9007199254740992" },
	{ "9007199254740994", 0x1.0000000000001p+53, 0, "9007199254740994" },
	{ "4503599627370496", 0x1p+52, 0, "4503599627370496" },
	{ "0.0001", 0x1.a36e2eb1c432dp-14, 0, "0.0001" },
	{ "0.00012345678901234567", 0x1.02e85be180b74p-13, 0,
	    "0.00012345678901234567" },
	{ "1e-05", 0x1.4f8b588e368f1p-17, 0, "1e-05" },
	{ "9.999999999999999e-05", 0x1.a36e2eb1c432cp-14, 0,
	    "9.999999999999999e-05" },
	{ "5e-324", 0x1p-1074, 0, "5e-324" },
	{ "1e-323", 0x2p-1074, 0, "1e-323" },
	{ "1.5e-323", 0x3p-1074, 0, "1.5e-323" },
	{ "2.2250738585072014e-308", 0x1p-1022, 0, "2.2250738585072014e-308" },
	{ "2.225073858507201e-308", 0xfffffffffffffp-1074, 0,
	    "2.225073858507201e-308" },
	{ "1.7976931348623157e+308", 0x1.fffffffffffffp+1023, 0,
	    "1.7976931348623157e+308" },
	{ "-1.7976931348623157e+308", -0x1.fffffffffffffp+1023, 0,
	    "-1.7976931348623157e+308" },
	{ "5.684341886080802e-14", 0x1p-44, 0, "5.684341886080802e-14" },
	{ "2.2250738585072014e-308", 0x1p-1022, 0, "2.2250738585072014e-308" },
	{ "4.450147717014403e-308", 0x1p-1021, 0, "4.450147717014403e-308" },
	{ "8.98846567431158e+307", 0x1p+1023, 0, "8.98846567431158e+307" },
	{ "1.5845632502852868e+29", 0x1p+97, 0, "1.5845632502852868e+29" },
	{ "5.960464477539063e-08", 0x1p-24, 0, "5.960464477539063e-08" },
	{ "9.5367431640625e-07", 0x1p-20, 0, "9.5367431640625e-07" },
	{ "4.35", 0x1.1666666666666p+2, 0, "4.35" },
	{ "8.41", 0x1.0d1eb851eb852p+3, 0, "8.41" },
	{ "9.8e-08", 0x1.a4e823b7b7894p-24, 0, "9.8e-08" },
	{ "5e-09", 0x1.5798ee2308c3ap-28, 0, "5e-09" },
	{ "6.189700196426902e+26", 0x1p+89, 0, "6.189700196426902e+26" },
	{ "1.2345e-200", 0x1.e3d04fad13ab6p-665, 0, "1.2345e-200" },
	{ "299792458", 0x1.1de784ap+28, 0, "299792458" },
	{ "6.02214076e+23", 0x1.fe185ca57c517p+78, 0, "6.02214076e+23" },
	{ "0.7310585786300049", 0x1.764d4f5d5a2bdp-1, 0, "0.7310585786300049" },
	{ "1.0000000000000002", 0x1.0000000000001p+0, 0, "1.0000000000000002" },
	{ "0.9999999999999999", 0x1.fffffffffffffp-1, 0, "0.9999999999999999" },
	{ "9.109e-31", 0x1.279a9c8073d8bp-100, 0, "9.109e-31" },
	{ "8.988465674311582e+307", 0x1.0000000000001p+1023, 0,
	    "8.988465674311582e+307" },
	{ "4.450147717014403e-308", 0x1p-1021, 0, "4.450147717014403e-308" },
	{ "0.1 of 1 digit", 0x1.3333333333333p-3, 1, "0.1" },
	{ "1e+01 of 1 digit", 0x1.3p+3, 1, "1e+01" },
	{ "0 of 1 digit", 0, 1, "0" },
	{ "1.23e+03 of 3 digits", 0x1.348p+10, 3, "1.23e+03" },
	{ "-0 of 3 digits", -0.0, 3, "-0" },
	{ "1234 of 4 digits", 0x1.348p+10, 4, "1234" },
	{ "0.1 of 6 digits", 0x1.999999999999ap-4, 6, "0.1" },
	{ "100000 of 6 digits", 0x1.86ap+16, 6, "100000" },
	{ "1e+06 of 6 digits", 0x1.e848p+19, 6, "1e+06" },
	{ "9.9999999996 of 8 digits", 0x1.3fffffffc9064p+3, 8, "10" },
	{ "99999999.6 of 8 digits", 0x1.7d783fe666666p+26, 8, "1e+08" },
	{ "9.9999999996e+22 of 8 digits", 0x1.52d02c7dda7a4p+76, 8, "1e+23" },
	{ "0.99999999999 of 8 digits", 0x1.ffffffffea028p-1, 8, "1" },
	{ "0.0001 of 6 digits", 0x1.a36e2eb1c432dp-14, 6, "0.0001" },
	{ "1e-05 of 6 digits", 0x1.4f8b588e368f1p-17, 6, "1e-05" },
	{ "0.666667 of 6 digits", 0x1.5555555555555p-1, 6, "0.666667" },
	{ "1 of 3 digits", 0x1.ffcb923a29c78p-1, 3, "1" },
	{ "0.10000000000000001 of 17 digits", 0x1.999999999999ap-4, 17,
	    "0.10000000000000001" },
	{ "4.9406564584124654e-324 of 17 digits", 0x1p-1074, 17,
	    "4.9406564584124654e-324" },
	{ "10000000000000000 of 17 digits", 0x1.1c37937e08p+53, 17,
	    "10000000000000000" },
	{ "1e+17 of 17 digits", 0x1.6345785d8ap+56, 17, "1e+17" },
	{ "1.2345678901234568e+17 of 17 digits", 0x1.b69b4ba630f35p+56, 17,
	    "1.2345678901234568e+17" },
	{ "1.7976931348623157e+308 of 17 digits", 0x1.fffffffffffffp+1023, 17,
	    "1.7976931348623157e+308" },
	{ "2.5 of 2 digits", 0x1.4p+1, 2, "2.5" },
	{ "2 of 1 digit", 0x1.4p+1, 1, "2" },
	{ "4 of 1 digit", 0x1.cp+1, 1, "4" },
	{ "0.3 of 16 digits", 0x1.3333333333333p-2, 16, "0.3" },
	{ "0.3 of 15 digits", 0x1.3333333333334p-2, 15, "0.3" },
	{ "1e+100 of 9 digits", 0x1.249ad2594c37dp+332, 9, "1e+100" },
	{ "-2.2250738585072014e-308 of 17 digits", -0x1p-1022, 17,
	    "-2.2250738585072014e-308" },
	{ "-0.00012345678901234567 of 17 digits", -0x1.02e85be180b74p-13, 17,
	    "-0.00012345678901234567" },
	{ "inf", INFINITY, 0, "inf" },
	{ "-inf of 6 digits", -INFINITY, 6, "-inf" },
	{ "nan", NAN, 0, "nan" },
	{ "-nan has no sign", -NAN, 3, "nan" },
};

static uint64_t random_state = 1;

/* splitmix64, of G. Steele et al., 2014 */
static uint64_t
random_bits(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static int
below(int n)
{
	return (int)(random_bits() % (uint64_t)n);
}

static double
double_of(uint64_t bits)
{
	double x;

	memcpy(&x, &bits, sizeof x);
	return x;
}

static uint64_t
bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof bits);
	return bits;
}

/* Of any sign and exponent; every fourth is subnormal or short. */
static double
random_finite(void)
{
	uint64_t bits = random_bits();

	switch (below(8)) {
	case 0:
		bits &= ~((uint64_t)0x7ff << 52);
		bits >>= below(52);
		break;
	case 1:
		bits &= ~(uint64_t)0 << below(53);
		break;
	}
	return (bits >> 52 & 0x7ff) == 0x7ff ? 0.5 : double_of(bits);
}

/* Parse a copy that ends with its last byte, where sanitizers look. */
static enum number_error
parse(const char *text, size_t len, double *value)
{
	char *copy = malloc(len + !len);
	enum number_error error;

	assert_non_null(copy);
	memcpy(copy, text, len);
	error = number_parse(copy, len, value);
	free(copy);
	return error;
}

#define assert_parses(text, want) assert_parses_(text, want, __LINE__)

static void
assert_parses_(const char *text, double want, int line)
{
	double got = NAN;
	enum number_error error = parse(text, strlen(text), &got);

	if (error == NUMBER_RANGE)
		got = *text == '-' ? -INFINITY : INFINITY;
	if (error != NUMBER_RANGE && error != NUMBER_OK)
		got = NAN;
	if (bits_of(got) == bits_of(want))
		return;
	print_error("%s reads as %a, not %a\n", text, got, want);
	_fail(__FILE__, line);
}

static void
parses(void **state)
{
	const struct parse_row *row = *state;
	double got = NAN;

	assert_int_equal(parse(row->text, strlen(row->text), &got), row->error);
	if (row->error == NUMBER_OK)
		assert_int_equal(bits_of(got), bits_of(row->want));
}

static void
parses_long(void **state)
{
	const struct long_row *row = *state;
	size_t front = strlen(row->front), back = strlen(row->back);
	size_t len = front + row->count + back;
	char *text = malloc(len);
	double got = NAN;

	assert_non_null(text);
	memcpy(text, row->front, front);
	memset(text + front, row->fill, row->count);
	memcpy(text + front + row->count, row->back, back);
	assert_int_equal(parse(text, len, &got), row->error);
	if (row->error == NUMBER_OK)
		assert_int_equal(bits_of(got), bits_of(row->want));
	free(text);
}

static void
prints(void **state)
{
	const struct print_row *row = *state;
	char text[NUMBER_TEXT];

	memset(text, 'x', sizeof text);
	assert_int_equal(number_print(text, row->x, row->digits),
	    strlen(row->want));
	assert_string_equal(text, row->want);
}

static void
length_ends_a_number(void **state)
{
	double x = 0;

	(void)state;
	assert_int_equal(number_parse("12345", 2, &x), NUMBER_OK);
	assert_true(x == 12);
	assert_int_equal(number_parse("1e55", 3, &x), NUMBER_OK);
	assert_true(x == 100000);
	assert_int_equal(number_parse("1e55", 2, &x), NUMBER_SYNTAX);
	assert_int_equal(number_parse("1\0002", 3, &x), NUMBER_SYNTAX);
	assert_int_equal(number_parse("1\0", 2, &x), NUMBER_SYNTAX);
}

/* A significand without zeros at the end, and a power of ten. */
struct scientific {
	uint64_t digits;
	int exp10, count;
};

static struct scientific
take_apart(const char *text)
{
	struct scientific s = { 0, 0, 0 };
	bool point = false;

	for (; *text && *text != 'e'; text++) {
		point = point || *text == '.';
		if (*text < '0' || *text > '9')
			continue;
		s.digits = 10 * s.digits + (uint64_t)(*text - '0');
		s.exp10 -= point;
	}
	if (*text == 'e')
		s.exp10 += atoi(text + 1);
	for (; s.digits && s.digits % 10 == 0; s.exp10++)
		s.digits /= 10;
	for (uint64_t rest = s.digits; rest; rest /= 10)
		s.count++;
	return s;
}

/*
 * Whether a decimal of so many digits reads as x, by the C library: the nearest
 * one, else one of its neighbours, as at a power of two those may fit better.
 */
static bool
short_enough(double x, int count, struct scientific *s)
{
	static const int step[] = { 0, 1, -1 };
	char text[64];
	struct scientific near;

	(void)snprintf(text, sizeof text, "%.*e", count - 1, x);
	near = take_apart(text);
	for (; near.count < count; near.count++, near.exp10--)
		near.digits *= 10;
	for (size_t i = 0; i < COUNT(step); i++) {
		(void)snprintf(text, sizeof text, "%llue%d",
		    (unsigned long long)near.digits +
		    (unsigned long long)step[i], near.exp10);
		if (strtod(text, NULL) == x) {
			*s = take_apart(text);
			return true;
		}
	}
	return false;
}

/* A significand as number_print() lays it out, digit by digit. */
static void
lay_out(char *p, bool negative, struct scientific s)
{
	char digits[32];
	int n = snprintf(digits, sizeof digits, "%llu",
	    (unsigned long long)s.digits);
	int exp10 = s.exp10 + n - 1;
	bool plain = exp10 >= -4 && exp10 < 16;
	int point = plain ? exp10 + 1 : 1;

	p += sprintf(p, negative ? "-" : "");
	for (int i = point < 1 ? point - 1 : 0; i < n || i < point; i++) {
		if (i == point)
			*p++ = '.';
		*p++ = i >= 0 && i < n ? digits[i] : '0';
	}
	*p = '\0';
	if (!plain)
		sprintf(p, "e%+03d", exp10);
}

static void
check_shortest(double x, int from)
{
	char text[NUMBER_TEXT], laid_out[NUMBER_TEXT];
	struct scientific got, want = { 0, 0, 0 };
	size_t len = number_print(text, x, 0);

	assert_int_equal(len, strlen(text));
	assert_int_equal(bits_of(strtod(text, NULL)), bits_of(x));
	assert_parses(text, x);
	if (x == 0)
		return;
	got = take_apart(text);
	if (from == 0)
		from = got.count > 1 ? got.count - 1 : 1;
	while (!short_enough(fabs(x), from, &want))
		from++;
	lay_out(laid_out, x < 0, want);
	if (!strcmp(text, laid_out))
		return;
	print_error("%a prints as %s, not %llue%d\n", x, text,
	    (unsigned long long)want.digits, want.exp10);
	fail();
}

static void
shortest_is_shortest_and_nearest(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++)
		check_shortest(random_finite(), 0);
	for (int e = -1074; e < 1024; e++) {
		check_shortest(ldexp(1, e), 1);
		check_shortest(nextafter(ldexp(1, e), 0), 0);
		check_shortest(-nextafter(ldexp(1, e), INFINITY), 0);
	}
	for (int i = 0; i < 2000; i++)
		check_shortest((double)i / 1000, 1);
}

/*
 * Two doubles with a short decimal halfway between them: it belongs to the one
 * with the even mantissa.  Where u is odd and of 54 bits that is u 2^exp2, if
 * 10^k divides it.
 */
static void
a_short_decimal_between_two_belongs_to_one(void **state)
{
	(void)state;
	for (int i = 0; i < 100000; i++) {
		int exp2 = 1 + below(76), k = (int)(exp2 * 0.30103) + 1;
		uint64_t five = 1, u;

		for (k += below(3); k > 0; k--)
			five *= 5;
		if (five >= (uint64_t)1 << 54)
			continue;
		u = five * ((((uint64_t)1 << 53) + (random_bits() >> 11)) /
		    five | 1);
		if (u >> 53 != 1)
			continue;
		check_shortest(ldexp((double)(u / 2), exp2), 0);
		check_shortest(ldexp((double)(u / 2 + 1), exp2), 0);
	}
}

/* Decimals so short that the middle of the two next to them can be exact. */
static void
few_bits_print_shortest(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++)
		check_shortest(ldexp((double)(random_bits() >>
		    (11 + below(53))), -below(80)), 0);
}

static void
printed_integers_are_plain(void **state)
{
	(void)state;
	for (int i = 0; i < 100000; i++) {
		char got[NUMBER_TEXT], want[32];
		uint64_t n = random_bits() % 10000000000000000u >> below(53);

		if ((uint64_t)(double)n != n)
			continue;
		(void)snprintf(want, sizeof want, "%llu",
		    (unsigned long long)n);
		(void)number_print(got, (double)n, 0);
		assert_string_equal(got, want);
	}
}

/* Half of them close to what rounds otherwise: ties, and many nines. */
static double
random_to_round(void)
{
	char text[64];

	switch (below(4)) {
	case 0:
		return random_finite();
	case 1:
		return ldexp(frexp(random_finite(), &(int){ 0 }),
		    below(120) - 60);
	case 2:	/* few bits, so that 5 can be the last digit */
		return ldexp((double)(random_bits() >> (11 + below(53))),
		    -below(60));
	default:
		(void)snprintf(text, sizeof text, "%.*se%d", 1 + below(20),
		    "999999999999999999999", below(600) - 310);
		return -strtod(text, NULL);
	}
}

static void
rounded_prints_as_the_c_library_does(void **state)
{
	(void)state;
	for (int i = 0; i < 200000; i++) {
		char got[NUMBER_TEXT], want[64];
		double x = random_to_round();
		int digits = 1 + below(17);

		(void)snprintf(want, sizeof want, "%.*g", digits, x);
		assert_int_equal(number_print(got, x, digits), strlen(want));
		assert_string_equal(got, want);
	}
}

static void
random_text_reads_as_the_c_library_does(void **state)
{
	(void)state;
	for (int i = 0; i < 400000; i++) {
		char text[64], *p = text;
		int digits = 1 + below(25), point = below(digits + 3);

		if (below(2))
			*p++ = '-';
		for (int j = 0; j < digits; j++) {
			if (j == point)
				*p++ = '.';
			*p++ = (char)('0' + below(10));
		}
		*p = '\0';
		if (below(4))
			(void)snprintf(p, 16, "%c%d", "eE"[below(2)],
			    below(700) - 360);
		assert_parses(text, strtod(text, NULL));
	}
	for (int i = 0; i < 200000; i++) {
		char text[64];

		(void)snprintf(text, sizeof text, "%.*e", 14 + below(8),
		    random_finite());
		assert_parses(text, strtod(text, NULL));
	}
}

enum { EXACT = 800 };	/* digits of the middle of any two doubles */

/* Write odd 2^exp2 as digits that end at *end; returns their exponent. */
static int
write_exact(char digits[static EXACT], int *count, uint64_t odd, int exp2)
{
	int n = 0, exp10 = exp2 < 0 ? exp2 : 0;
	int factor = exp2 < 0 ? 5 : 2;

	for (; odd > 0; odd /= 10)
		digits[n++] = (char)(odd % 10);
	for (int i = exp2 < 0 ? -exp2 : exp2; i > 0; i--) {
		int carry = 0;

		for (int j = 0; j < n; j++) {
			carry += factor * digits[j];
			digits[j] = (char)(carry % 10);
			carry /= 10;
		}
		if (carry > 0)
			digits[n++] = (char)carry;
	}
	for (int i = 0; i < n / 2; i++) {
		char kept = digits[i];

		digits[i] = digits[n - 1 - i];
		digits[n - 1 - i] = kept;
	}
	for (int i = 0; i < n; i++)
		digits[i] = (char)(digits[i] + '0');
	*count = n;
	return exp10;
}

/* Twice the mantissa of x > 0 and one more is between x and the next. */
static void
check_middle(double x)
{
	uint64_t bits = bits_of(x), biased = bits >> 52;
	uint64_t mantissa = bits << 12 >> 12 | (uint64_t)(biased > 0) << 52;
	double next = nextafter(x, INFINITY);
	char digits[EXACT], text[NUMBER_DIGITS + 16];
	int n, exp10, zeros;

	exp10 = write_exact(digits, &n, 2 * mantissa + 1,
	    (int)(biased ? biased : 1) - 1076);
	(void)snprintf(text, sizeof text, "%.*se%d", n, digits, exp10);
	assert_parses(text, bits & 1 ? next : x);
	zeros = below(NUMBER_DIGITS - n);
	(void)snprintf(text, sizeof text, "%.*s%0*de%d", n, digits, zeros + 1,
	    1, exp10 - zeros - 1);
	assert_parses(text, next);
	for (int i = n - 1; digits[i]-- == '0'; i--)
		digits[i] = '9';
	(void)snprintf(text, sizeof text, "%.*s9e%d", n, digits, exp10 - 1);
	assert_parses(text, x);
	/* and cut off where head ends, or near there */
	n = n < 25 ? n : 17 + below(8);
	(void)snprintf(text, sizeof text, "0.%.*se%d", n, digits, exp10);
	assert_parses(text, strtod(text, NULL));
}

static void
middles_of_doubles_round_to_even(void **state)
{
	(void)state;
	for (int i = 0; i < 500; i++)
		check_middle(fabs(random_finite()));
	check_middle(0);
	check_middle(0x1p-1074);
	check_middle(0x1p-1073);
	check_middle(0x1p-1022);
	check_middle(nextafter(0x1p-1022, 0));
	check_middle(0x1.fffffffffffffp+1023);
	check_middle(0x1.ffffffffffffep+1023);
	check_middle(1);
}

/* The slowest of all inputs: as many digits, as large a power as there is. */
static void
longest_middle_is_decided(void **state)
{
	char digits[EXACT], text[NUMBER_DIGITS + 16];
	int n, exp10 = write_exact(digits, &n, 1, -1075);
	int zeros = NUMBER_DIGITS - n - 1;

	(void)state;
	(void)snprintf(text, sizeof text, "%.*s%0*de%d", n, digits, zeros + 1,
	    0, exp10 - zeros - 1);
	assert_parses(text, 0);
	text[NUMBER_DIGITS - 1] = '1';
	assert_parses(text, 0x1p-1074);
	for (int i = n - 1; digits[i]-- == '0'; i--)
		digits[i] = '9';
	memcpy(text, digits, (size_t)n);
	memset(text + n, '9', (size_t)(NUMBER_DIGITS - n));
	assert_parses(text, 0);
}

static void
no_locale_has_a_say(void **state)
{
	static const char *const names[] = {
		"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "fr_FR", "ru_RU.UTF-8"
	};
	char text[NUMBER_TEXT];
	double x = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		if (setlocale(LC_ALL, names[i]) &&
		    *localeconv()->decimal_point != '.')
			break;
	if (*localeconv()->decimal_point == '.') {
		(void)setlocale(LC_ALL, "C");
		skip();
	}
	(void)number_print(text, -1.5, 3);
	assert_string_equal(text, "-1.5");
	(void)number_print(text, 0.1, 0);
	assert_string_equal(text, "0.1");
	assert_int_equal(number_parse("1.5", 3, &x), NUMBER_OK);
	assert_true(x == 1.5);
	assert_int_equal(number_parse("1,5", 3, &x), NUMBER_COMMA);
	(void)setlocale(LC_ALL, "C");
}

int
main(void)
{
	const struct CMUnitTest laws[] = {
		cmocka_unit_test(length_ends_a_number),
		cmocka_unit_test(shortest_is_shortest_and_nearest),
		cmocka_unit_test(a_short_decimal_between_two_belongs_to_one),
		cmocka_unit_test(few_bits_print_shortest),
		cmocka_unit_test(printed_integers_are_plain),
		cmocka_unit_test(rounded_prints_as_the_c_library_does),
		cmocka_unit_test(random_text_reads_as_the_c_library_does),
		cmocka_unit_test(middles_of_doubles_round_to_even),
		cmocka_unit_test(longest_middle_is_decided),
		cmocka_unit_test(no_locale_has_a_say),
	};
	int failed = cmocka_run_group_tests(laws, NULL, NULL);

	RUN_ROWS(parse_rows, parses);
	RUN_ROWS(long_rows, parses_long);
	RUN_ROWS(print_rows, prints);
	return failed;
}
