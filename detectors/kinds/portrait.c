/* portrait.c -- photographs of faces and seal impressions. Pictures themselves are not read: what is found is the reference or
 * the data of one (a file name, an address, base64) behind a label, beside a person. */
#include "labelled.h"

static bool has_ending(struct dc_span v)
{
	static const char *const endings[] = { ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".webp", ".svg" };

	for (size_t i = 0; i < DC_ARRAY_LEN(endings); i++) {
		size_t n = strlen(endings[i]);

		if (v.n > n && strncasecmp((const char *)v.p + v.n - n, endings[i], n) == 0)
			return true;
	}
	return false;
}

/* Base64 heads of JPEG, PNG and GIF files, and data addresses. */
static bool is_picture(struct dc_span v)
{
	static const char *const heads[] = { "data:image/", "/9j/4", "iVBORw0KGgo", "R0lGOD" };

	for (size_t i = 0; i < DC_ARRAY_LEN(heads); i++)
		if (v.n > 40 && memcmp(v.p, heads[i], strlen(heads[i])) == 0)
			return true;
	return has_ending(v) && memchr(v.p, ' ', v.n) == NULL;
}

static enum dc_status propose_face_photo(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_picture, 60000, false, -0.4f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_face_photo = {
	.kind = {
		.id = "face_photo",
		.category = "person.photo",
		.ja = "顔写真", .en = "photograph of a face",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE,
		.examples = (const char *const[]){ "氏名：山本花江\n顔写真：staff/0041.jpg", "氏名：山本花江\n証明写真：yamamoto.png",
			"Name: Hanae Yamamoto\nPortrait: img/0041.jpg", NULL },
		.decoys = (const char *const[]){ "顔写真：staff/0041.jpg", "氏名：山本花江\n顔写真を添付", "photo: none", NULL },
		.near = (const char *const[]){ "顔写真", "証明写真", "本人写真", "photo", "portrait", "profile picture", NULL },
		.columns = (const char *const[]){ "kaojashin", "kaoshashin", "shomeishashin", "photo", "photourl", "portrait",
			"faceimage", "facephoto", "profileimage", "profilepicture", "avatar", "avatarurl", "顔写真",
			"証明写真", "本人写真", "写真", "プロフィール画像", NULL },
		.sources = "none: a reference to a picture behind a label, beside a person; pixels are not read",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_face_photo,
};

static enum dc_status propose_seal(const struct detector *self, const struct probe *at, struct candidates *out)
{
	static const struct labelled how = { is_picture, 60000, false, -0.3f };

	return propose_labelled(self, at, &how, out);
}

const struct detector detector_seal = {
	.kind = {
		.id = "seal",
		.category = "person.seal",
		.ja = "印影", .en = "seal impression",
		.mask = DC_MASK_LENGTH,
		.flags = DC_KIND_NO_VALUE,
		.examples = (const char *const[]){ "氏名：山本花江\n印影：seal_0041.png", "氏名：山本花江\n印鑑画像：hanko/0041.jpg",
			NULL },
		.decoys = (const char *const[]){ "印影：seal_0041.png", "氏名：山本花江\n印影の照合", "印鑑", NULL },
		.near = (const char *const[]){ "印影", "印鑑画像", "印影画像", "seal image", "hanko image", NULL },
		.columns = (const char *const[]){ "inei", "inkangazo", "sealimage", "hankoimage", "signatureimage", "印影", "印鑑画像",
			"印影画像", "届出印", NULL },
		.sources = "none: a reference to a picture behind a label, beside a person; pixels are not read",
	},
	.triggers = ON_LABEL | ON_CELL,
	.propose = propose_seal,
};
