"""What search engines read of a training: schema.org's Course and its CourseInstances.

https://schema.org/Course, https://schema.org/CourseInstance
"""

from django.conf import settings

from .models import WayOfLearning

CONTEXT = "https://schema.org"
MODES = {
    WayOfLearning.ON_SITE: "Onsite",
    WayOfLearning.REMOTE: "Online",
    WayOfLearning.BLENDED: "Blended",
    WayOfLearning.WORK_STUDY: "Onsite",
}


def course(training, sessions):
    """The training as a Course, with these sessions; what is not known is left out."""
    address = settings.SITE_URL + training.get_absolute_url()
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Course",
            "@id": address,
            "url": address,
            "name": training.title,
            "description": training.summary or training.title,
            "courseCode": training.code,
            "inLanguage": "fr",
            "coursePrerequisites": training.prerequisites,
            "educationalCredentialAwarded": training.certification,
            "provider": {
                "@type": "Organization",
                "name": settings.SITE_NAME,
                "url": settings.SITE_URL,
            },
            "hasCourseInstance": [instance(session, training) for session in sessions],
        }
    )


def instance(session, training):
    return _known(
        {
            "@type": "CourseInstance",
            "courseMode": MODES[session.way_of_learning],
            "startDate": session.starts_on.isoformat(),
            "endDate": session.ends_on.isoformat(),
            "courseWorkload": f"PT{training.hours}H" if training.hours else "",
            "location": place(session.centre),
            "organizer": {"@type": "Organization", "name": session.centre.name},
        }
    )


def place(centre):
    return {
        "@type": "Place",
        "name": centre.name,
        "address": _known(
            {
                "@type": "PostalAddress",
                "streetAddress": centre.address,
                "postalCode": centre.postal_code,
                "addressLocality": centre.city,
                "addressRegion": centre.region.name,
                "addressCountry": "FR",
            }
        ),
    }


def _known(values):
    return {name: value for name, value in values.items() if value not in ("", None, [])}
